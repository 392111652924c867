import type { Database } from "@limpid/db";
import type { NameAndSecret } from "./basic";
import { secretMatches } from "./credentials";
import { DECOY_HASH, verifyPassword } from "./passwords";
import { PERSON_COLUMNS, type Person } from "./person";

/** An account, and what showed that the caller may use it. */
export interface Proof {
  readonly person: Person;
  readonly access_key?: string;
  readonly password?: { readonly of: string; readonly changed: Date };
}

/** An API key as it is stored, with its account. */
export interface StoredKey extends Person {
  readonly access_key: string;
  readonly secret_hash: Uint8Array;
  readonly last_used: Date | null;
  readonly last_used_from: string | null;
}

/** The keys with one of these names: readings of one header, so rarely more than one. */
export async function findKeys(db: Database, readings: readonly NameAndSecret[]): Promise<StoredKey[]> {
  const names = readings.map(({ name }) => name);
  return db.$queryRaw<StoredKey[]>`
    SELECT ${PERSON_COLUMNS}, k.access_key, k.secret_hash, k.last_used, k.last_used_from
    FROM credentials AS k JOIN users AS u ON u.id = k."user" JOIN companies AS c ON c.id = u.company
    WHERE k.access_key = ANY(${names}::text[])`;
}

/** The stored key whose secret was given; null when none of the readings has it. */
export function proveKey(
  tokenSecret: string,
  keys: readonly StoredKey[],
  readings: readonly NameAndSecret[],
): StoredKey | null {
  for (const { name, secret } of readings) {
    const key = keys.find(({ access_key }) => access_key === name);
    if (key && secretMatches(tokenSecret, secret, key.secret_hash)) return key;
  }
  return null;
}

interface PasswordRow extends Person {
  readonly username: string;
  readonly password_hash: string | null;
  readonly password_changed: Date | null;
}

/** The account whose user name and password were given; null when none fits. A name that nobody has takes as long as one that somebody has. */
export async function provePassword(db: Database, readings: readonly NameAndSecret[]): Promise<Proof | null> {
  const names = readings.map(({ name }) => name);
  const rows = await db.$queryRaw<PasswordRow[]>`
    SELECT ${PERSON_COLUMNS}, u.username, u.password_hash, u.password_changed
    FROM users AS u JOIN companies AS c ON c.id = u.company WHERE u.username = ANY(${names}::text[])`;
  for (const { name, secret } of readings) {
    const row = rows.find(({ username }) => username === name);
    const right = await verifyPassword(secret, row?.password_hash ?? DECOY_HASH);
    if (right && row?.password_hash && row.password_changed)
      return { person: row, password: { of: row.user, changed: row.password_changed } };
  }
  return null;
}
