// `npm run migration`           writes the first migration anew from prisma/schema and prisma/extras.sql (until the first release),
// `npm run migration -- <name>` adds one with what changed in prisma/schema since the last.
// Both end with `prisma generate`. Safe to run side by side.
import { execFile, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { tsImport } from "tsx/esm/api";

const root = new URL("..", import.meta.url).pathname;
const folder = join(root, "prisma/migrations");
const first = "20261124000000_init";
const header = `-- Made by \`npm run migration\` from prisma/schema and prisma/extras.sql; not edited by hand.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

`;

// `flock` runs this script again as the holder of the lock; where there is no such program it runs without.
const locked = process.argv.includes("--locked");
if (!locked) {
  const again = [process.execPath, import.meta.filename, "--locked", ...process.argv.slice(2)];
  const lock = join(root, "node_modules/.limpid-migration.lock");
  const { status, error } = spawnSync("flock", [lock, ...again], { stdio: "inherit" });
  if (!error) process.exit(status ?? 1);
}

const prisma = async (args, env) => {
  const cli = join(root, "node_modules/prisma/build/index.js");
  const { stdout } = await promisify(execFile)(process.execPath, [cli, ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
};

const { startPostgres } = await tsImport("../packages/db/src/postgres.ts", import.meta.url);
const temporary = mkdtempSync(join(tmpdir(), "limpid-migration-"));
const server = await startPostgres({ folder: join(temporary, "postgres"), database: "limpid", durable: false });
try {
  const name = process.argv.slice(2).find((argument) => argument !== "--locked");
  const from = name ? ["--from-migrations", folder] : ["--from-empty"];
  const shadow = new URL(server.url);
  shadow.pathname = "/postgres";
  const sql = await prisma(["migrate", "diff", ...from, "--to-schema", "prisma/schema", "--script"], {
    DATABASE_URL: server.url,
    SHADOW_DATABASE_URL: name ? shadow.toString() : "",
  });
  const body = sql.slice(Math.max(sql.indexOf("-- "), 0)).trimEnd();
  const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
  const target = join(folder, name ? `${stamp}_${name}` : first);
  const text = name ? `${body}\n` : `${header}${body}\n\n${readFileSync(join(root, "prisma/extras.sql"), "utf8")}`;
  mkdirSync(target, { recursive: true });
  const file = join(target, "migration.sql");
  const known = readdirSync(target).includes("migration.sql") ? readFileSync(file, "utf8") : undefined;
  if (known !== text) {
    writeFileSync(`${file}.${process.pid}`, text);
    renameSync(`${file}.${process.pid}`, file);
  }
  writeFileSync(join(folder, "migration_lock.toml"), 'provider = "postgresql"\n');
  await prisma(["generate"]);
  process.stdout.write(`${file.slice(root.length)} ${known === text ? "is up to date" : "written"}\n`);
} finally {
  await server.stop();
  rmSync(temporary, { recursive: true, force: true });
}
