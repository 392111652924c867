import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";

/** Prisma's own number, so that its CLI and this runner wait for each other. */
const advisoryLock = 72707369;

const ledger = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ, migration_name VARCHAR(255) NOT NULL,
  logs TEXT, rolled_back_at TIMESTAMPTZ, started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`;

/** The database does not belong to this version of Limpid; nothing was changed. */
export class DatabaseVersionError extends Error {
  override name = "DatabaseVersionError";
}

/** One step of the schema: the folder's name and its SQL. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
  /** sha256 of the file, as Prisma notes it. */
  readonly checksum: string;
}

/** The repository's prisma/migrations, found upwards from this file or from the bundle that it went into. */
function migrationsFolder(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const candidate = join(folder, "prisma/migrations");
    if (existsSync(candidate)) return candidate;
    if (folder === dirname(folder)) throw new Error("prisma/migrations is missing: the installation is not complete");
  }
}

/** All migrations of this version, the oldest first. */
export async function readMigrations(folder = migrationsFolder()): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(join(folder, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}

interface LedgerRow {
  migration_name: string;
  checksum: string;
  finished_at: Date | null;
}

async function appliedMigrations(client: pg.Client): Promise<LedgerRow[]> {
  const found = await client.query("SELECT to_regclass('_prisma_migrations') IS NOT NULL AS known");
  if (!found.rows[0].known) return [];
  const { rows } = await client.query<LedgerRow>(
    "SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL",
  );
  return rows;
}

/** @throws DatabaseVersionError when the ledger holds what this version does not know or knows differently. */
function checkLedger(applied: readonly LedgerRow[], migrations: readonly Migration[]): void {
  for (const row of applied) {
    const known = migrations.find(({ name }) => name === row.migration_name);
    if (!known) {
      throw new DatabaseVersionError(
        `the database was made by a newer version of Limpid (migration ${row.migration_name}): start that version, or restore a backup`,
      );
    }
    if (known.checksum !== row.checksum && row.finished_at) {
      throw new DatabaseVersionError(
        `the database was made by another build of Limpid (migration ${row.migration_name} differs): start that build, or use an empty data folder`,
      );
    }
  }
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  const id = randomUUID();
  await client.query("DELETE FROM _prisma_migrations WHERE migration_name = $1 AND finished_at IS NULL", [
    migration.name,
  ]);
  await client.query("INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ($1, $2, $3)", [
    id,
    migration.checksum,
    migration.name,
  ]);
  try {
    // One simple query runs as one transaction: a migration is whole or not there.
    await client.query(migration.sql);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    await client.query("UPDATE _prisma_migrations SET logs = $2 WHERE id = $1", [id, text]);
    throw new Error(`migration ${migration.name} failed: ${text}`, { cause: error });
  }
  await client.query(
    "UPDATE _prisma_migrations SET finished_at = clock_timestamp(), applied_steps_count = 1 WHERE id = $1",
    [id],
  );
}

/**
 * Brings the database at `url` to this version; several processes may call it at once. The ledger is Prisma's own, so its CLI agrees.
 * @returns the names of the migrations that were applied now.
 * @throws DatabaseVersionError for a database of a newer version; an Error naming the migration that failed.
 */
export async function migrate(url: string, migrations?: readonly Migration[]): Promise<string[]> {
  const known = migrations ?? (await readMigrations());
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [advisoryLock]);
    const applied = await appliedMigrations(client);
    checkLedger(applied, known);
    const finished = new Set(applied.filter((row) => row.finished_at).map((row) => row.migration_name));
    const missing = known.filter(({ name }) => !finished.has(name));
    if (missing.length > 0) await client.query(ledger);
    for (const migration of missing) await apply(client, migration);
    return missing.map(({ name }) => name);
  } finally {
    await client.end();
  }
}
