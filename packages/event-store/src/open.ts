import type { EventStore } from "./store";

export interface EventStoreOptions {
  /**
   * postgresql://…, or https://user:password@host:9200 (or http://) for Elasticsearch: several nodes separated by commas,
   * `?prefix=` begins the names of the indices (default `limpid`).
   */
  readonly url: string;
  /** Elasticsearch: instead of user and password. */
  readonly apiKey?: string;
  /** Elasticsearch: a file with the certificates (PEM) that sign the cluster's. */
  readonly caFile?: string;
  /** PostgreSQL: connections at most; default 6. */
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
export async function openEventStore(options: EventStoreOptions): Promise<EventStore> {
  const [, scheme] = /^(\w+):\/\//.exec(options.url) ?? [];
  // Only what is used is loaded: Elasticsearch's client takes 35 MB.
  if (scheme === "postgres" || scheme === "postgresql") {
    return new (await import("./postgres/engine")).PostgresEventStore(options);
  }
  if (scheme === "http" || scheme === "https") {
    return new (await import("./elasticsearch/engine")).ElasticsearchEventStore(options);
  }
  throw new TypeError(`no event store for ${scheme}:// addresses; use postgresql:// or https://`);
}
