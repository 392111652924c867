import { Prisma, type Transaction } from "@limpid/db";
import { type Context, inTransaction } from "../platform/context";
import { errors } from "../platform/errors";
import type { Identity } from "../platform/identity";
import { newId } from "../platform/ids";
import type { Person } from "./person";
import { signToken, TOKEN_DEFAULT_SEC, TOKEN_MAX_SEC, type TokenSettings } from "./tokens";

/** A session row with whose it is and whether what it stands on is still there. */
export interface SessionState {
  /** Null when the account is gone. */
  readonly person: Person | null;
  /** Not logged out, and its key and password are those that it was opened with. */
  readonly live: boolean;
  readonly access_key: string | null;
  readonly password_of: string | null;
  readonly password_changed: Date | null;
  /** The run of a task that the token was given to. */
  readonly run: string | null;
}

type SessionRow = Omit<SessionState, "person"> & { [Key in keyof Person]: Person[Key] | null };

/** What a token stands on, read anew at every call: that is what makes the end of a session, key or password count at once, everywhere. */
export async function findSession(db: Transaction, id: string): Promise<SessionState | null> {
  const [row] = await db.$queryRaw<SessionRow[]>`SELECT * FROM find_session(${id})`;
  if (!row) return null;
  const { live, access_key, password_of, password_changed, run, ...person } = row;
  const account = person.user === null ? null : (person as Person);
  return { person: account, live, access_key, password_of, password_changed, run };
}

/** A token and how many seconds it lives. */
export interface OpenedSession {
  readonly token: string;
  readonly maxAge: number;
}

/**
 * Opens a session for `person` and signs its token. It ends with the session, key or password of `opener`, who asked for it.
 * @param expiration_sec 30 days when 0 or absent; the role system gets a token without end then (wire-protocol §4).
 * @throws 401/30 when the opener's own session has just been ended.
 */
export async function openSession(
  db: Transaction,
  settings: TokenSettings,
  opener: Identity,
  person: Pick<Identity, "user" | "company" | "role" | "user_name" | "company_name">,
  { expiration_sec, now }: { readonly expiration_sec?: number | null; readonly now: Date },
): Promise<OpenedSession> {
  const lifetime = expiration_sec || (person.role === "system" ? undefined : TOKEN_DEFAULT_SEC);
  const issued = Math.floor(now.getTime() / 1000);
  const expires = lifetime === undefined ? undefined : issued + lifetime;
  const id = newId();
  const parent = opener.session_id ?? null;
  // The lock on the parent's row makes revokeSessions see this row, or this statement see that the parent has ended.
  const opened = await db.$executeRaw`
    WITH parent AS (SELECT id FROM sessions WHERE id = ${parent} AND revoked_at IS NULL FOR SHARE)
    INSERT INTO sessions (id, "user", company, access_key, password_of, password_changed, parent, run, created, expires_at)
    SELECT ${id}, ${person.user}, ${person.company}, ${opener.access_key ?? null}, ${opener.password?.of ?? null},
      ${opener.password?.changed ?? null}::timestamptz, ${parent}, ${opener.run ?? null}, ${now}::timestamptz,
      ${expires === undefined ? null : new Date(expires * 1000)}::timestamptz
    WHERE ${parent}::text IS NULL OR EXISTS (SELECT FROM parent)`;
  if (opened === 0) throw errors.invalidToken("the session has ended");
  const token = await signToken(settings, { session_id: id, issued, expires }, person);
  return { token, maxAge: lifetime ?? TOKEN_MAX_SEC };
}

/** Ends the caller's own session, if the call came with a token, and clears the cookie. */
export async function endSession(ctx: Context): Promise<void> {
  const { session_id } = ctx.identity;
  if (session_id) await inTransaction(ctx, (tx) => revokeSessions(tx.db, { id: session_id }, tx.now()));
  ctx.effects.session = null;
}

/** Which sessions to end; each with those that were taken with it. */
export type Ending =
  | { readonly id: string }
  | { readonly access_key: string }
  /** All that were given to the run of a task, however often it has renewed them. */
  | { readonly run: string }
  /** Theirs, and those opened with their keys or password, whoever they act for. */
  | { readonly user: string };

/**
 * Ends sessions for good. Level by level: once a row is marked, no child can be added under it, so the next statement sees them all.
 * @param db a transaction, so that no half of it counts.
 */
export async function revokeSessions(db: Transaction, ending: Ending, now: Date): Promise<void> {
  let ended = await mark(db, condition(ending), now);
  while (ended.length > 0) ended = await mark(db, Prisma.sql`parent = ANY(${ended}::text[])`, now);
}

function condition(ending: Ending): Prisma.Sql {
  if ("id" in ending) return Prisma.sql`id = ${ending.id}`;
  if ("run" in ending) return Prisma.sql`run = ${ending.run}`;
  if ("access_key" in ending) return Prisma.sql`access_key = ${ending.access_key}`;
  const { user } = ending;
  const keys = Prisma.sql`SELECT k.access_key FROM credentials AS k WHERE k."user" = ${user}`;
  return Prisma.sql`("user" = ${user} OR password_of = ${user} OR access_key IN (${keys}))`;
}

async function mark(db: Transaction, which: Prisma.Sql, now: Date): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    UPDATE sessions SET revoked_at = ${now} WHERE revoked_at IS NULL AND ${which} RETURNING id`;
  return rows.map(({ id }) => id);
}
