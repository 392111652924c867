import type { Tell } from "@limpid/db";
import type { Logger } from "pino";
import { type Change, readChange } from "./change";
import { Feed } from "./feed";
import { Outbox } from "./outbox";
import { PostgresChannel } from "./postgres_channel";
import { RedisChannel } from "./redis_channel";

/** What changed, from the processes that write to the pages that show it (ARCHITECTURE.md, "Push"). */
export interface Changes {
  /** Tells every process, within a moment. Call it when others can see the change. Never waits, never throws. */
  tell(changes: readonly Change[]): void;
  /** The same for what a database connection was told. @see {@link Tell} */
  readonly tellLines: Tell;
  readonly feed: Feed;
  close(): Promise<void>;
}

/** Opens {@link Changes} on Redis when an address is given, else on the database. Connects by and by, and goes on when that fails. */
export function openChanges(options: {
  readonly database_url: string;
  readonly redis_url?: string;
  readonly log: Logger;
}): Changes {
  const { database_url, redis_url, log } = options;
  const channel = redis_url ? new RedisChannel(redis_url, log) : new PostgresChannel(database_url);
  const outbox = new Outbox(channel);
  return {
    tell: (changes) => outbox.add(changes),
    tellLines: (lines) => outbox.add(lines?.flatMap((line) => readChange(line) ?? []) ?? null),
    feed: new Feed(channel),
    close: async () => {
      await outbox.close();
      await channel.close();
    },
  };
}
