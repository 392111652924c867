import type { Database, Transaction } from "@limpid/db";
import type { EventStore } from "@limpid/event-store/store";
import type { Logger } from "pino";
import type { Changes } from "./changes/open";
import type { Authenticator, Caller, Identity } from "./identity";
import type { JobQueue } from "./jobs";
import type { Registry } from "./registry";
import type { Settings } from "./settings";
import { sqlState } from "./sql-state";
import type { Version } from "./version";

/** Lets something be written while its disk has room. */
export interface DiskGate {
  /** @throws 500/4 */
  admit(): Promise<void>;
}

/** What one process of Limpid works with; made once by `createApp`. */
export interface App {
  readonly db: Database;
  readonly events: EventStore;
  readonly jobs: JobQueue;
  readonly changes: Changes;
  readonly authenticator: Authenticator;
  /** What may be called; server.endpoints lists it. */
  readonly registry: Registry;
  readonly settings: Settings;
  /** Watches the disk that events go to. */
  readonly disk: DiskGate;
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
  /**
   * Runs after the surrounding transaction has committed, at once when there is none. Failures are logged, not thrown.
   * @param options.awaited the transaction counts as ended, and the call is answered, only when the action has.
   */
  readonly afterCommit: (action: () => Promise<void> | void, options?: { readonly awaited?: boolean }) => void;
  /** The pool itself; only {@link inTransaction} opens transactions on it. */
  readonly pool: Database;
  readonly insideTransaction: boolean;
}

/** How often a transaction is tried that the database gave up in favour of another. */
const ATTEMPTS = 4;

/**
 * Runs `body` in one database transaction and commits when it resolves. Nested calls join the outer transaction. Task state, queue entry
 * and the outbox of jobs change together this way (house.md, "Data"). When two transactions wait for each other the database ends one of
 * them; its body then runs again, so it must have no effects but those of its context.
 */
export async function inTransaction<T>(ctx: Context, body: (tx: Context) => Promise<T>): Promise<T> {
  if (ctx.insideTransaction) return body(ctx);
  for (let attempt = 1; ; attempt++) {
    const pending: Array<{ action: () => Promise<void> | void; awaited: boolean }> = [];
    try {
      const result = await ctx.pool.$transaction((db) =>
        body({
          ...ctx,
          db,
          insideTransaction: true,
          afterCommit: (action, { awaited = false } = {}) => void pending.push({ action, awaited }),
        }),
      );
      for (const { action } of pending.filter(({ awaited }) => !awaited)) void attemptAction(ctx, action);
      for (const { action } of pending.filter(({ awaited }) => awaited)) await attemptAction(ctx, action);
      return result;
    } catch (error) {
      if (attempt === ATTEMPTS || sqlState(error) !== DEADLOCK) throw error;
      ctx.log.info({ id: ctx.callId, attempt }, "a transaction gave way to another and runs again");
    }
  }
}

const DEADLOCK = "40P01";

/** Runs an action whose call has succeeded already; a failure is for the log. */
async function attemptAction({ log }: Pick<App, "log">, action: () => Promise<void> | void): Promise<void> {
  try {
    await action();
  } catch (error) {
    log.error({ err: error }, "an action after commit failed");
  }
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
    afterCommit: (action) => void attemptAction(app, action),
  };
}
