import { createDatabase } from "@limpid/db";
import { FollowingEventStore } from "@limpid/event-store/moving/following";
import type { Logger } from "pino";
import { createAuthenticator } from "./auth/authenticator";
import { placeSecrets } from "./events/places";
import { openChanges } from "./platform/changes/open";
import type { App, DiskGate } from "./platform/context";
import type { JobQueue } from "./platform/jobs";
import { Registry } from "./platform/registry";
import type { Settings } from "./platform/settings";
import { services } from "./services";

/** All endpoints of the product. */
export const registry = new Registry(services);

export interface AppOptions {
  readonly database_url: string;
  /** Engine and place of the event store, unless they were moved from there; the database when absent. */
  readonly events_url?: string;
  /** Elasticsearch: instead of user and password in the address. */
  readonly events_api_key?: string;
  /** Elasticsearch: a file with the certificates (PEM) that sign the cluster's. */
  readonly events_ca_file?: string;
  /** Carries what changed from process to process; the database when absent. */
  readonly redis_url?: string;
  readonly settings: Settings;
  /** Refuses events while this disk, the database's, is almost full; without it nobody looks. */
  readonly disk?: DiskGate;
  readonly log: Logger;
  readonly jobs: JobQueue;
  /** Database connections of this process at most. */
  readonly pool_size?: number;
  /** Merge small pieces of events in the background. The job workers do it, so that no request waits for it. */
  readonly compact_events?: boolean;
  readonly now?: () => Date;
}

/** Puts together what one process works with. `close` ends its connections; nothing else does. */
export async function createApp(options: AppOptions): Promise<App & { close: () => Promise<void> }> {
  const now = options.now ?? (() => new Date());
  const changes = openChanges(options);
  const db = createDatabase(options.database_url, { poolSize: options.pool_size, onChanges: changes.tellLines });
  const { events_url, events_api_key, events_ca_file } = options;
  const events = new FollowingEventStore({
    databaseUrl: options.database_url,
    place: events_url ? { url: events_url, apiKey: events_api_key, caFile: events_ca_file } : undefined,
    secrets: placeSecrets(options.settings.token_secret),
    autoCompact: options.compact_events ?? false,
    onForwarded: ({ from, to, moved_at }) =>
      options.log.warn({ from, to, moved_at }, `the events were moved from ${from} to ${to}: set EVENTS_URL to that`),
    onBackgroundError: (error) => options.log.error({ err: error }, "background work on events failed"),
  });
  await events.ready();
  return {
    db,
    events,
    jobs: options.jobs,
    changes,
    authenticator: createAuthenticator(db, options.settings, now),
    registry,
    settings: options.settings,
    disk: options.disk ?? { admit: async () => {} },
    log: options.log,
    now,
    close: async () => {
      await options.jobs.close();
      await events.close();
      await db.$disconnect();
      await changes.close();
    },
  };
}
