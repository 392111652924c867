import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";

/** Cost of one guess: 32 MiB and three passes (the OWASP recommendation for scrypt with that much memory). */
const COST = { N: 2 ** 15, r: 8, p: 3 } as const;
const BYTES = 32;

/** Shorter ones are not taken for new passwords. */
export const PASSWORD_MIN = 8;
/** Longer ones are refused, so that nobody makes us hash megabytes. */
export const PASSWORD_MAX = 1024;

/** What is stored of a password: `scrypt$N$r$p$salt$hash`, salt and hash in base64url. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, COST, BYTES);
  return ["scrypt", COST.N, COST.r, COST.p, salt.toString("base64url"), hash.toString("base64url")].join("$");
}

/** Whether this is the password that {@link hashPassword} was given, in constant time; parameters are read from the stored text. */
export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const [scheme, N, r, p, salt, hash] = stored.split("$");
  if (scheme !== "scrypt" || !salt || !hash || password.length > PASSWORD_MAX) return false;
  const expected = Buffer.from(hash, "base64url");
  const cost = { N: Number(N), r: Number(r), p: Number(p) };
  const given = await derive(password, Buffer.from(salt, "base64url"), cost, expected.length);
  return timingSafeEqual(given, expected);
}

/** Stands in for the stored text of an account that does not exist: no password fits, and finding that out takes as long. */
export const DECOY_HASH = [
  "scrypt",
  COST.N,
  COST.r,
  COST.p,
  randomBytes(16).toString("base64url"),
  randomBytes(BYTES).toString("base64url"),
].join("$");

/** A password for somebody who did not choose one: 22 characters of 64. */
export function inventPassword(): string {
  return randomBytes(16).toString("base64url");
}

/** Derivations at once: each takes a core and 32 MiB, and a flood of log-ins must leave threads to the checks of everybody's tokens. */
const AT_ONCE = 2;
let running = 0;
const waiting: Array<() => void> = [];

async function derive(password: string, salt: Buffer, cost: Cost, length: number): Promise<Buffer> {
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  else running++;
  try {
    return await scryptOf(password, salt, cost, length);
  } finally {
    // The place goes to the next in line, without being free in between.
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}

interface Cost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

function scryptOf(password: string, salt: Buffer, cost: Cost, length: number): Promise<Buffer> {
  const options: ScryptOptions = { ...cost, maxmem: 256 * cost.N * cost.r };
  // One spelling of accented letters, whichever keyboard they came from (RFC 8265).
  const text = password.normalize("NFC");
  return new Promise((resolve, reject) => {
    scrypt(text, salt, length, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
