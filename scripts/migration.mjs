// `npm run migration`            writes the first migration anew from prisma/schema and prisma/extras.sql (until the first release),
// `npm run migration -- <name>`  adds one with what changed in prisma/schema since the last,
// `npm run migration -- --check` changes nothing and fails when the migrations do not match.
// The first two end with `prisma generate`. Safe to run side by side.
import { execFile, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { tsImport } from "tsx/esm/api";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = join(root, "prisma/migrations");
const first = "20261124000000_init";
const header = `-- Made by \`npm run migration\` from prisma/schema and prisma/extras.sql; not edited by hand.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

`;

const argv = process.argv.slice(2);
const check = argv.includes("--check");
const name = argv.find((argument) => !argument.startsWith("--"));

// `flock` runs this script again as the holder of the lock; where there is no such program it runs without.
if (!argv.includes("--locked")) {
  const lock = join(root, "node_modules/.limpid-migration.lock");
  const again = [lock, process.execPath, fileURLToPath(import.meta.url), "--locked", ...argv];
  const { status, error } = spawnSync("flock", again, { stdio: "inherit" });
  if (!error) process.exit(status ?? 1);
}

async function prisma(args, env) {
  const cli = join(root, "node_modules/prisma/build/index.js");
  const { stdout } = await promisify(execFile)(process.execPath, [cli, ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}

/** The SQL from what `from` says to prisma/schema; "" when there is nothing to do. */
async function difference(url, from) {
  const sql = await prisma(["migrate", "diff", ...from, "--to-schema", "prisma/schema", "--script"], {
    DATABASE_URL: url,
  });
  const start = sql.search(/^-- (?!This is an empty)/m);
  return start < 0 ? "" : sql.slice(start).trimEnd();
}

function write(file, text) {
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, text);
  renameSync(`${file}.${process.pid}`, file);
}

const { startPostgres } = await tsImport("../packages/db/src/postgres.ts", import.meta.url);
const temporary = mkdtempSync(join(tmpdir(), "limpid-migration-"));
const server = await startPostgres({ folder: join(temporary, "postgres"), database: "limpid", durable: false });
try {
  const known = existsSync(folder)
    ? readdirSync(folder).filter((entry) => existsSync(join(folder, entry, "migration.sql")))
    : [];
  const grown = known.some((entry) => entry !== first);
  let file = join(folder, first, "migration.sql");
  let text;
  if (name || grown) {
    if (!name && !check)
      throw new Error("there is more than the first migration: npm run migration -- <name of the change>");
    const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
    if (name) file = join(folder, `${stamp}_${name}`, "migration.sql");
    const sql = await difference(server.url, ["--from-migrations", folder]);
    text = sql && `${sql}\n`;
  } else {
    const extras = readFileSync(join(root, "prisma/extras.sql"), "utf8");
    const whole = `${header}${await difference(server.url, ["--from-empty"])}\n\n${extras}`;
    text = existsSync(file) && readFileSync(file, "utf8") === whole ? "" : whole;
  }
  if (text && check) {
    console.error("prisma/migrations does not match prisma/schema and prisma/extras.sql: run `npm run migration`");
    process.exitCode = 1;
  } else {
    if (text) write(file, text);
    console.log(text ? `${file.slice(root.length)} written` : "the migrations are up to date");
    if (!check) {
      write(join(folder, "migration_lock.toml"), 'provider = "postgresql"\n');
      await prisma(["generate"]);
    }
  }
} catch (error) {
  console.error(error.stderr?.trim() || error.message);
  process.exitCode = 1;
} finally {
  await server.stop();
  rmSync(temporary, { recursive: true, force: true });
}
