import type { Database, Transaction } from "@limpid/db";
import type { EventStore } from "@limpid/event-store/store";
import type { Logger } from "pino";
import type { Authenticator, Caller, Identity } from "./identity";
import type { JobQueue } from "./jobs";
import type { Registry } from "./registry";
import type { Settings } from "./settings";
import type { Version } from "./version";

/** What one process of Limpid works with; made once by `createApp`. */
export interface App {
  readonly db: Database;
  readonly events: EventStore;
  readonly jobs: JobQueue;
  readonly authenticator: Authenticator;
  /** What may be called; server.endpoints lists it. */
  readonly registry: Registry;
  readonly settings: Settings;
  readonly log: Logger;
  /** The clock; tests give their own. */
  readonly now: () => Date;
}

/** Changes to the HTTP answer that a handler may ask for; the door carries them out. */
export interface Effects {
  /** A token sets the session cookie for `maxAge` seconds; null clears it. */
  session?: { readonly token: string; readonly maxAge: number } | null;
}

/** One call: the app, who calls, and the database handle (the transaction inside {@link inTransaction}). */
export interface Context extends Omit<App, "db"> {
  readonly db: Transaction;
  readonly identity: Identity;
  readonly caller: Caller;
  /** The version that the client asked for; shims depend on it (wire-protocol §7.2). */
  readonly version: Version;
  readonly callId: string;
  readonly effects: Effects;
  /** Runs after the surrounding transaction has committed, at once when there is none. Failures are logged, not thrown. */
  readonly afterCommit: (action: () => Promise<void> | void) => void;
  /** The pool itself; only {@link inTransaction} opens transactions on it. */
  readonly pool: Database;
  readonly insideTransaction: boolean;
}

/**
 * Runs `body` in one database transaction and commits when it resolves. Nested calls join the outer transaction. Task state, queue entry
 * and the outbox of jobs change together this way (house.md, "Data").
 */
export async function inTransaction<T>(ctx: Context, body: (tx: Context) => Promise<T>): Promise<T> {
  if (ctx.insideTransaction) return body(ctx);
  const pending: Array<() => Promise<void> | void> = [];
  const result = await ctx.pool.$transaction((db) =>
    body({ ...ctx, db, insideTransaction: true, afterCommit: (action) => void pending.push(action) }),
  );
  for (const action of pending) ctx.afterCommit(action);
  return result;
}

/** The context of a call, or of a job that acts in somebody's name. */
export function createContext(
  app: App,
  call: { identity: Identity; caller: Caller; version: Version; callId: string; effects?: Effects },
): Context {
  return {
    ...app,
    pool: app.db,
    insideTransaction: false,
    identity: call.identity,
    caller: call.caller,
    version: call.version,
    callId: call.callId,
    effects: call.effects ?? {},
    afterCommit: (action) => {
      void Promise.resolve()
        .then(action)
        .catch((error: unknown) => app.log.error({ err: error }, "an action after commit failed"));
    },
  };
}
