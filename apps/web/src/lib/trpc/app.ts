import { createApp } from "@limpid/core/app";
import { createJobQueue } from "@limpid/core/platform/bullmq";
import type { App } from "@limpid/core/platform/context";
import { SERVER_VERSION } from "@limpid/core/server/version";
import { pino } from "pino";
import { env } from "@/env";

async function open(): Promise<App> {
  const settings = env();
  const log = pino({ level: settings.LIMPID_LOG_LEVEL, name: "web" });
  return createApp({
    database_url: settings.DATABASE_URL,
    events_url: settings.EVENTS_URL,
    events_api_key: settings.EVENTS_API_KEY,
    events_ca_file: settings.EVENTS_CA_FILE,
    redis_url: settings.REDIS_URL,
    pool_size: 8,
    log,
    jobs: await createJobQueue({ database_url: settings.DATABASE_URL, redis_url: settings.REDIS_URL, log }),
    settings: {
      token_secret: settings.LIMPID_TOKEN_SECRET,
      web_url: settings.LIMPID_WEB_URL,
      api_url: settings.LIMPID_API_URL,
      files_url: settings.LIMPID_FILES_URL,
      server_version: SERVER_VERSION,
      check_responses: settings.NODE_ENV !== "production",
      task_timeout_sec: 7200,
    },
  });
}

// Pages and route handlers are bundled apart and, in development, again and again: the one app of the process hangs on globalThis.
const holder = globalThis as { [key: symbol]: Promise<App> | undefined };
const KEY = Symbol.for("limpid.app");

/** What this process works with, opened at the first call. A failed opening is tried again by the next one. */
export function getApp(): Promise<App> {
  holder[KEY] ??= open().catch((error: unknown) => {
    holder[KEY] = undefined;
    throw error;
  });
  return holder[KEY];
}
