import { createHmac } from "node:crypto";
import { isIPv6 } from "node:net";
import { type Database, Prisma } from "@limpid/db";
import { errors } from "../platform/errors";
import { deriveKey } from "./keys";

/** Failures that cost nothing, and the longest wait (seconds) between the further ones; each doubles the wait. */
interface Limit {
  readonly free: number;
  readonly longest: number;
}

/**
 * Three counters, because each alone can be turned against the people it protects:
 * - pair: one account from one address. Stops guessing without shutting the owner out who sits elsewhere.
 * - account: from everywhere together. Slows guessing from many addresses; the wait is short, and none for an address from which the
 *   account has logged in before.
 * - address: all accounts together. Slows trying one password on many names; again none for accounts that have logged in from there, so
 *   that people behind one proxy do not lock out each other.
 */
const LIMITS = {
  pair: { free: 10, longest: 300 },
  account: { free: 100, longest: 60 },
  address: { free: 200, longest: 60 },
} as const satisfies Record<string, Limit>;

type Counter = keyof typeof LIMITS;

/** Seconds without a failure after which counting begins anew. */
const QUIET_SEC = 15 * 60;
/** Days that an address stays known to an account after a log-in. */
const KNOWN_DAYS = 30;

interface Row {
  readonly key: string;
  readonly failures: number;
  readonly succeeded: Date | null;
  readonly updated: Date;
}

/** The last attempt of each address that has one under way in this process. */
const turns = new Map<string, Promise<unknown>>();

/** Where an account and an address stood before an attempt. */
export interface Standing {
  /** Failures or successes are on record. */
  readonly pair?: Row;
}

/** Limits log-in attempts by name and secret; tokens have no part in it. */
export class LoginAttempts {
  private readonly hashKey: Buffer;

  constructor(
    private readonly db: Database,
    tokenSecret: string,
    private readonly now: () => Date,
  ) {
    this.hashKey = deriveKey(tokenSecret, "log-in attempts");
  }

  /**
   * Makes one attempt and counts it. `prove` gives null when name and secret do not belong together.
   * @throws 429 as {@link admit}.
   */
  async attempt<T>(account: string, address: string, prove: () => Promise<T | null>): Promise<T | null> {
    const standing = await this.admit(account, address);
    const proof = await prove();
    if (proof === null) await this.failed(account, address);
    else await this.succeeded(account, address, standing);
    return proof;
  }

  /**
   * As {@link attempt}, one after another for one address: of a burst of guesses none must slip through while the first is still being
   * checked. For secrets that people choose, whose check takes long.
   */
  async attemptInTurn<T>(account: string, address: string, prove: () => Promise<T | null>): Promise<T | null> {
    const { address: place } = this.keys(account, address);
    const previous = turns.get(place) ?? Promise.resolve();
    const attempt = previous.then(() => this.attempt(account, address, prove));
    const settled = attempt.catch(() => {});
    turns.set(place, settled);
    try {
      return await attempt;
    } finally {
      if (turns.get(place) === settled) turns.delete(place);
    }
  }

  /** @throws 429 with `retry_after` seconds while one of the counters asks to wait; the secret must not even be looked at then. */
  async admit(account: string, address: string): Promise<Standing> {
    const keys = this.keys(account, address);
    const rows = await this.db.loginAttempt.findMany({ where: { key: { in: Object.values(keys) } } });
    const row = (counter: Counter) => rows.find(({ key }) => key === keys[counter]);
    const pair = row("pair");
    const known = pair?.succeeded && pair.succeeded.getTime() > this.now().getTime() - KNOWN_DAYS * 86_400_000;
    const wait = Math.max(
      this.wait(pair, LIMITS.pair),
      known ? 0 : this.wait(row("account"), LIMITS.account),
      known ? 0 : this.wait(row("address"), LIMITS.address),
    );
    if (wait > 0) throw errors.tooManyRequests(`wait ${wait} s before the next log-in`, { retry_after: wait });
    return { pair };
  }

  /** Counts a failure. */
  async failed(account: string, address: string): Promise<void> {
    const keys = Object.values(this.keys(account, address)).sort();
    const quiet = new Date(this.now().getTime() - QUIET_SEC * 1000);
    await this.db.$executeRaw(Prisma.sql`
      INSERT INTO login_attempts (key, failures, updated)
      SELECT key, 1, ${this.now()} FROM unnest(${keys}::text[]) AS key
      ON CONFLICT (key) DO UPDATE SET
        failures = CASE WHEN login_attempts.updated < ${quiet} THEN 1 ELSE login_attempts.failures + 1 END,
        updated = excluded.updated`);
  }

  /**
   * Clears the failures of this account from this address and remembers that they belong together. The wider counters stay: a guesser with
   * one account of his own must not be able to clear them. Writes at most once a day when there is nothing to clear.
   */
  async succeeded(account: string, address: string, { pair }: Standing): Promise<void> {
    const now = this.now();
    const fresh = pair?.succeeded && pair.succeeded.getTime() > now.getTime() - 86_400_000;
    if (pair?.failures === 0 && fresh) return;
    const key = this.keys(account, address).pair;
    const data = { failures: 0, succeeded: now, updated: now };
    await this.db.loginAttempt.upsert({ where: { key }, create: { key, ...data }, update: data });
  }

  private wait(row: Row | undefined, limit: Limit): number {
    if (!row || row.failures <= limit.free) return 0;
    const since = (this.now().getTime() - row.updated.getTime()) / 1000;
    if (since > QUIET_SEC) return 0;
    return Math.ceil(Math.max(0, Math.min(2 ** (row.failures - limit.free), limit.longest) - since));
  }

  /** Names are kept as hashes: people type passwords into the wrong field. */
  private keys(account: string, address: string): Record<Counter, string> {
    const place = network(address);
    const hash = (...parts: string[]) =>
      createHmac("sha256", this.hashKey).update(parts.join("\0")).digest("base64url");
    return {
      pair: hash("pair", account, place),
      account: hash("account", account),
      address: hash("address", place),
    };
  }
}

/** The rows that say nothing any more: counted long ago, and of no known address. */
export function forgottenAttempts(now: Date): Prisma.LoginAttemptWhereInput {
  const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);
  return { updated: { lt: daysAgo(1) }, OR: [{ succeeded: null }, { succeeded: { lt: daysAgo(KNOWN_DAYS) } }] };
}

/** Who counts as one place: an IPv4 address, or the /64 that an IPv6 customer is given. */
function network(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "");
  if (!isIPv6(plain)) return plain;
  const [left = "", right = ""] = plain.split("::");
  const head = left.split(":").filter(Boolean);
  const tail = right.split(":").filter(Boolean);
  const zeros = plain.includes("::") ? Array<string>(Math.max(0, 8 - head.length - tail.length)).fill("0") : [];
  return [...head, ...zeros, ...tail].slice(0, 4).join(":");
}
