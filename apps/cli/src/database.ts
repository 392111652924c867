import { mkdir, rename, stat } from "node:fs/promises";
import { join } from "node:path";
import { findPostgres, type PostgresServer, startPostgres } from "@limpid/db/postgres";
import { dataPaths } from "./data-folder";
import type { Settings } from "./env";
import { Failure } from "./failure";
import { lockFolder } from "./lock";

export const databaseName = "limpid";
const logLimit = 20 * 1024 * 1024;

/** Starts the embedded PostgreSQL of a data folder; its log is data/logs/postgres.log. @throws Failure when it cannot run. */
export async function startEmbedded(path: string, port?: number): Promise<PostgresServer> {
  const { postgres, logs } = dataPaths(path);
  const logFile = join(logs, "postgres.log");
  await mkdir(logs, { recursive: true, mode: 0o700 });
  const size = await stat(logFile).catch(() => undefined);
  if (size && size.size > logLimit) await rename(logFile, `${logFile}.1`);
  try {
    return await startPostgres({ folder: postgres, database: databaseName, logFile, port });
  } catch (error) {
    throw new Failure(error instanceof Error ? error.message : String(error));
  }
}

/**
 * The database for a command that comes and goes: the outside one, the embedded one of a running server, or the embedded one started
 * for as long as `work` takes.
 */
export async function withDatabase<T>(settings: Settings, work: (url: string) => Promise<T>): Promise<T> {
  if (settings.databaseUrl) return work(settings.databaseUrl);
  const { postgres } = dataPaths(settings.dataDir);
  if (!(await stat(join(postgres, "PG_VERSION")).catch(() => undefined))) {
    throw new Failure(
      `there is no Limpid in the data folder ${settings.dataDir}: start it once, or set LIMPID_DATA_DIR`,
    );
  }
  const running = await findPostgres(postgres, databaseName).catch((error: NodeJS.ErrnoException) => {
    throw new Failure(
      `cannot read the data folder ${settings.dataDir} (${error.code ?? error.message}): run this as its owner`,
    );
  });
  if (running) return work(running);
  const { release } = await lockFolder(settings.dataDir);
  const server = await startEmbedded(settings.dataDir);
  try {
    return await work(server.url);
  } finally {
    await server.stop();
    await release();
  }
}
