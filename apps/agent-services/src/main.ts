import { createServer } from "node:http";
import { createApp } from "@limpid/core/app";
import { createJobQueue } from "@limpid/core/platform/bullmq";
import { findServerUuid } from "@limpid/core/server/uuid";
import { SERVER_VERSION } from "@limpid/core/server/version";
import { watchDatabase } from "@limpid/core/storage/space";
import { pino } from "pino";
import { readEnv } from "./env";
import { catalogue } from "./jobs/catalogue";
import { startLaunchWorker } from "./launch-worker";
import { openLauncher } from "./launcher/open";
import { ServicesAgent } from "./services/agent";
import { type ServicesSettings, servicesSettings } from "./services/env";
import { startWorker } from "./worker";

const env = readEnv();
const log = pino({ level: env.LIMPID_LOG_LEVEL, name: "agent-services" });
const backend = { database_url: env.DATABASE_URL, redis_url: env.REDIS_URL, log };
const app = await createApp({
  database_url: env.DATABASE_URL,
  events_url: env.EVENTS_URL,
  events_api_key: env.EVENTS_API_KEY,
  events_ca_file: env.EVENTS_CA_FILE,
  redis_url: env.REDIS_URL,
  compact_events: true,
  pool_size: 4,
  log,
  disk: watchDatabase(env),
  jobs: await createJobQueue(backend),
  settings: {
    token_secret: env.LIMPID_TOKEN_SECRET,
    web_url: env.LIMPID_WEB_URL,
    api_url: env.LIMPID_API_URL,
    files_url: env.LIMPID_FILES_URL,
    server_version: SERVER_VERSION,
    check_responses: false,
    task_timeout_sec: env.LIMPID_TASK_TIMEOUT_SEC,
  },
});
const worker = await startWorker(
  backend,
  { app, filesUrl: env.LIMPID_FILES_INTERNAL_URL ?? env.LIMPID_FILES_URL },
  catalogue({ watchdogInterval: env.LIMPID_WATCHDOG_INTERVAL_SEC * 1000 }),
);
const services = servicesSettings(env);
const agent = services && (await openAgent(services));
await agent?.start();
const launches = agent && (await startLaunchWorker(backend, () => agent.fill()));
const health = createServer((_request, response) => {
  response.setHeader("content-type", "application/json").end('{"status":"ok"}');
});
health.listen(env.LIMPID_AGENT_SERVICES_PORT, env.LIMPID_HOST, () => log.info("the job workers are ready"));

async function openAgent(settings: ServicesSettings): Promise<ServicesAgent> {
  // several installations may use one engine, and their agents may have one name
  const launcher = await openLauncher(settings.engine, `${settings.name}@${await findServerUuid(app.db)}`);
  return new ServicesAgent(app, launcher, settings, {
    chosen: settings.urls,
    public: { api: env.LIMPID_API_URL, web: env.LIMPID_WEB_URL, files: env.LIMPID_FILES_URL },
    internal: { api: env.LIMPID_API_INTERNAL_URL, files: env.LIMPID_FILES_INTERNAL_URL },
  });
}

let stopping = false;
async function stop(signal: string): Promise<void> {
  if (stopping) return;
  stopping = true;
  log.info({ signal }, "stopping");
  health.close();
  health.closeIdleConnections();
  await launches?.close();
  await Promise.all([worker.close(), agent?.close()]);
  await app.close();
  process.exit(0);
}
process.on("SIGTERM", () => void stop("SIGTERM"));
process.on("SIGINT", () => void stop("SIGINT"));
