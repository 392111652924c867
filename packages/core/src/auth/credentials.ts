import { createHmac, randomInt, timingSafeEqual } from "node:crypto";
import { brokenConstraint, type Transaction } from "@limpid/db";
import { errors } from "../platform/errors";
import type { Identity } from "../platform/identity";
import { deriveKey } from "./keys";

const KEY_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const SECRET_ALPHABET = `${KEY_ALPHABET}abcdefghijklmnopqrstuvwxyz-_`;
const KEY_LENGTH = 30;
const SECRET_LENGTH = 67;

/** An API key with its secret; the secret is known only to who asked for it. */
export interface KeyPair {
  readonly access_key: string;
  readonly secret_key: string;
}

/** A new pair in the form that clients know: 30 of A–Z0–9, and 67 url-safe characters that begin with a letter or digit (wire-protocol §4). */
export function inventKeyPair(): KeyPair {
  return {
    access_key: draw(KEY_ALPHABET, KEY_LENGTH),
    secret_key: draw(SECRET_ALPHABET.slice(0, -2), 1) + draw(SECRET_ALPHABET, SECRET_LENGTH - 1),
  };
}

/**
 * What is stored of an API secret. Secrets are long and random, so a fast keyed hash does: without the installation's token secret a
 * stolen table tells nothing, and checking one costs microseconds.
 */
export function hashSecret(tokenSecret: string, secret: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(createHmac("sha256", deriveKey(tokenSecret, "api secrets")).update(secret).digest());
}

/** Whether a secret is the one that was hashed, in constant time. */
export function secretMatches(tokenSecret: string, secret: string, stored: Uint8Array): boolean {
  const given = hashSecret(tokenSecret, secret);
  return given.length === stored.length && timingSafeEqual(given, stored);
}

/**
 * @throws 400/300 for accounts that the server made for itself: their keys come from its settings (wire-protocol §4); 403/20 for the run of
 * a task: keys would outlive it.
 */
export async function requireKeyOwner(db: Transaction, { user, role, run }: Identity): Promise<void> {
  if (run) throw errors.roleNotAllowed("not with the token of a run", { role });
  const row = await db.user.findUnique({ where: { id: user }, select: { is_internal: true } });
  if (!row || row.is_internal) throw errors.invalidUser("the keys of this account are fixed", { user });
}

/** Whose key it is to be, and what is chosen about it; what is not chosen is made up. */
export interface NewCredential extends Partial<KeyPair> {
  readonly user: string;
  readonly company: string;
  readonly label?: string | null;
}

/**
 * Stores a new API key.
 * @returns the pair: the only time that the secret is seen.
 * @throws 400/801 a chosen key that is taken.
 */
export async function createCredential(
  db: Transaction,
  tokenSecret: string,
  wanted: NewCredential,
  now: Date,
): Promise<KeyPair> {
  const invented = inventKeyPair();
  const access_key = wanted.access_key ?? invented.access_key;
  const secret_key = wanted.secret_key ?? invented.secret_key;
  try {
    await db.credential.create({
      data: {
        access_key,
        user: wanted.user,
        company: wanted.company,
        secret_hash: hashSecret(tokenSecret, secret_key),
        label: wanted.label,
        created: now,
      },
    });
  } catch (error) {
    if (brokenConstraint(error) !== undefined)
      throw errors.expectedUniqueData("the access key is taken", { access_key });
    throw error;
  }
  return { access_key, secret_key };
}

function draw(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join("");
}
