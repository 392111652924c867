import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { inject } from "vitest";
import { createDatabase, type Database, type DatabaseOptions } from "./client";
import { migrate, readMigrations } from "./migrate";
import { findPostgres, type PostgresServer, startPostgres } from "./postgres";

declare module "vitest" {
  interface ProvidedContext {
    /** The migrated template that every test database is cloned from. */
    limpidTemplateUrl: string;
  }
}

const clusterPrefix = "limpid-test-";

/** A database of a test's own, with all tables and no rows. */
export interface TestDatabase {
  readonly url: string;
  readonly db: Database;
  /** Disconnects and drops it. */
  close(): Promise<void>;
}

const withDatabase = (url: string, name: string): string => {
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.toString();
};

/** Runs statements on the server's maintenance database, one at a time. */
async function administer(url: string, action: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: withDatabase(url, "postgres") });
  await client.connect();
  try {
    await action(client);
  } finally {
    await client.end();
  }
}

/**
 * Makes the migrated template on the server at `url`, unless one of the same migrations is there.
 * @returns the template's URL.
 */
export async function prepareTemplate(url: string): Promise<string> {
  const migrations = await readMigrations();
  const digest = createHash("sha256")
    .update(migrations.map(({ checksum }) => checksum).join())
    .digest("hex");
  const name = `limpid_template_${digest.slice(0, 16)}`;
  await administer(url, async (client) => {
    await client.query("SELECT pg_advisory_lock(hashtext($1))", [name]);
    const known = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
    if (known.rowCount) return;
    const draft = `limpid_draft_${randomUUID().replaceAll("-", "")}`;
    await client.query(`CREATE DATABASE ${draft}`);
    await migrate(withDatabase(url, draft), migrations);
    await client.query(`ALTER DATABASE ${draft} RENAME TO ${name}`);
  });
  return withDatabase(url, name);
}

/** Removes what test runs left behind whose process was killed. */
async function sweepLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(clusterPrefix)) continue;
    const pid = Number(name.slice(clusterPrefix.length));
    if (!Number.isInteger(pid) || isRunning(pid)) continue;
    const folder = join(tmpdir(), name);
    const running = await findPostgres(join(folder, "postgres"), "postgres").catch(() => undefined);
    if (running) await (await startPostgres({ folder: join(folder, "postgres"), database: "postgres" })).stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** A PostgreSQL in a temporary folder, without fsync; `stop` removes it whole. */
export async function startTestPostgres(): Promise<Pick<PostgresServer, "url" | "stop">> {
  await sweepLeftovers();
  const folder = join(tmpdir(), `${clusterPrefix}${process.pid}`);
  await mkdir(folder, { recursive: true, mode: 0o711 });
  const server = await startPostgres({
    folder: join(folder, "postgres"),
    database: "postgres",
    durable: false,
    logFile: join(folder, "postgres.log"),
    settings: { max_connections: 300 },
  });
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * A fresh clone of the migrated template; call it in `beforeAll` of a test file and `close` in `afterAll`.
 * Needs the global setup of vitest.shared.ts.
 * @param options.poolSize connections at most, 5 without it.
 */
export async function createTestDatabase(
  options: Pick<DatabaseOptions, "poolSize" | "onChanges"> = {},
): Promise<TestDatabase> {
  const template = inject("limpidTemplateUrl");
  const name = `limpid_test_${randomUUID().replaceAll("-", "")}`;
  const source = new URL(template).pathname.slice(1);
  await administer(template, async (client) => {
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${source} STRATEGY FILE_COPY`);
  });
  const url = withDatabase(template, name);
  const db = createDatabase(url, { poolSize: 5, ...options });
  return {
    url,
    db,
    close: async () => {
      await db.$disconnect();
      await administer(template, async (client) => {
        await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      });
    },
  };
}
