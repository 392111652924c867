import { createApp, registry } from "@limpid/core/app";
import { createJobQueue } from "@limpid/core/platform/bullmq";
import { SERVER_VERSION } from "@limpid/core/server/version";
import { watchDatabase } from "@limpid/core/storage/space";
import { pino } from "pino";
import { readEnv } from "./env";
import { createServer } from "./server";

const env = readEnv();
const log = pino({ level: env.LIMPID_LOG_LEVEL, name: "api" });

const databaseDisk = watchDatabase(env);
const app = await createApp({
  database_url: env.DATABASE_URL,
  events_url: env.EVENTS_URL,
  events_api_key: env.EVENTS_API_KEY,
  events_ca_file: env.EVENTS_CA_FILE,
  redis_url: env.REDIS_URL,
  pool_size: 16,
  log,
  disk: databaseDisk,
  jobs: await createJobQueue({ database_url: env.DATABASE_URL, redis_url: env.REDIS_URL, log }),
  settings: {
    token_secret: env.LIMPID_TOKEN_SECRET,
    web_url: env.LIMPID_WEB_URL,
    api_url: env.LIMPID_API_URL,
    files_url: env.LIMPID_FILES_URL,
    server_version: SERVER_VERSION,
    check_responses: env.NODE_ENV !== "production",
    task_timeout_sec: 7200,
  },
});

const server = await createServer({
  app,
  registry,
  databaseDisk,
  corsOrigins: env.LIMPID_CORS_ORIGINS.split(",")
    .map((origin) => origin.trim())
    .filter(Boolean),
  trustedProxies: env.LIMPID_TRUSTED_PROXIES.split(",")
    .map((proxy) => proxy.trim())
    .filter(Boolean),
  bodyLimit: env.LIMPID_API_BODY_LIMIT_MB * 1024 * 1024,
});
await server.listen({ host: env.LIMPID_HOST, port: env.LIMPID_API_PORT });
log.info({ url: env.LIMPID_API_URL }, "the ClearML API is ready");

let stopping = false;
async function stop(signal: string): Promise<void> {
  if (stopping) return;
  stopping = true;
  log.info({ signal }, "stopping");
  await server.close();
  await app.close();
  process.exit(0);
}
process.on("SIGTERM", () => void stop("SIGTERM"));
process.on("SIGINT", () => void stop("SIGINT"));
