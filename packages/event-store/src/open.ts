import { PostgresEventStore } from "./postgres/engine";
import type { EventStore } from "./store";

export interface EventStoreOptions {
  /** postgresql://… */
  readonly url: string;
  /** Connections at most; default 6. */
  readonly poolSize?: number;
  /** False: compaction only by `compact()`. Default true. */
  readonly autoCompact?: boolean;
  /** Told about failures of background work (compaction, idle connections), which is tried again. */
  readonly onBackgroundError?: (error: unknown) => void;
}

/**
 * Opens the engine that the URL names. Nothing is connected before `ready()`.
 * @throws TypeError when no engine has that scheme.
 */
export function openEventStore(options: EventStoreOptions): EventStore {
  const { protocol } = new URL(options.url);
  if (protocol === "postgres:" || protocol === "postgresql:") return new PostgresEventStore(options);
  throw new TypeError(`no event store for ${protocol}// addresses; use postgresql://`);
}
