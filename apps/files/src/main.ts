import { join } from "node:path";
import { openAccess } from "@limpid/core/access";
import { SERVER_VERSION } from "@limpid/core/server/version";
import { DiskGuard, reserveOf } from "@limpid/core/storage/space";
import { pino } from "pino";
import { DiskDriver } from "./drivers/disk";
import { readEnv } from "./env";
import { createFileServer } from "./server";

const env = readEnv();
const log = pino({ level: env.LIMPID_LOG_LEVEL, name: "the files" });
const access = openAccess({
  database_url: env.DATABASE_URL,
  settings: { token_secret: env.LIMPID_TOKEN_SECRET, server_version: SERVER_VERSION },
});
const server = createFileServer({
  driver: await DiskDriver.open(join(env.LIMPID_DATA_DIR, "files")),
  authenticator: access.authenticator,
  healthy: access.healthy,
  webUrl: env.LIMPID_WEB_URL,
  log,
  disk: new DiskGuard({ name: "files", folder: env.LIMPID_DATA_DIR, reserve: reserveOf(env) }),
  uploadLimit: env.LIMPID_UPLOAD_LIMIT_MB === undefined ? undefined : env.LIMPID_UPLOAD_LIMIT_MB * 1024 * 1024,
  trustedProxies: env.LIMPID_TRUSTED_PROXIES.split(",")
    .map((proxy) => proxy.trim())
    .filter(Boolean),
});
await server.listen({ host: env.LIMPID_HOST, port: env.LIMPID_FILES_PORT });
log.info("the file server is ready");

let stopping = false;
async function stop(signal: string): Promise<void> {
  if (stopping) return;
  stopping = true;
  log.info({ signal }, "stopping");
  await server.close();
  await access.close();
  process.exit(0);
}
process.on("SIGTERM", () => void stop("SIGTERM"));
process.on("SIGINT", () => void stop("SIGINT"));
