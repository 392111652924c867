import { spawnSync } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findPostgres, type PostgresServer, startPostgres } from "./postgres";
import { findBinaries } from "./postgres/binaries";

const isRoot = process.getuid?.() === 0;

let root: string;
let servers: PostgresServer[];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "limpid-postgres-"));
  await chmod(root, 0o711);
  servers = [];
});

afterEach(async () => {
  for (const server of servers) await server.stop();
  await rm(root, { recursive: true, force: true });
});

const start = async (folder = join(root, "postgres")): Promise<PostgresServer> => {
  const server = await startPostgres({ folder, database: "limpid", logFile: `${folder}.log` });
  servers.push(server);
  return server;
};

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end().catch(() => {});
  }
}

test("keeps its data over a stop, lets nobody in without the password, keeps that to its owner", async () => {
  const first = await start();
  await query(first.url, "CREATE TABLE t AS SELECT 1 AS x");
  await expect(query(first.url.replace(/:[^:@/]+@/, ":wrong@"), "SELECT 1")).rejects.toThrow("password");
  expect((await stat(join(root, "postgres.password"))).mode & 0o777).toBe(0o600);
  await first.stop();
  await first.exited;
  const second = await start();
  expect(second.adopted).toBe(false);
  expect(await query(second.url, "SELECT x FROM t")).toEqual([{ x: 1 }]);
  expect(await query(second.url, "SHOW fsync")).toEqual([{ fsync: "on" }]);
});

test("a server that outlived its parent is taken over", async () => {
  const first = await start();
  const second = await start();
  expect(second).toMatchObject({ adopted: true, pid: first.pid, url: first.url });
  expect(await findPostgres(join(root, "postgres"), "limpid")).toBe(first.url);
  await second.stop();
  expect(await findPostgres(join(root, "postgres"), "limpid")).toBeUndefined();
});

test("starts again at once after kill -9 of the server, with what was committed", async () => {
  const first = await start();
  await query(first.url, "CREATE TABLE t AS SELECT generate_series(1, 1000) AS x");
  const busy = query(first.url, "SELECT pg_sleep(30)").catch((error: unknown) => error);
  await sleep(200);
  process.kill(first.pid, "SIGKILL");
  const second = await start();
  expect(second.pid).not.toBe(first.pid);
  expect(await query(second.url, "SELECT count(*)::int AS n FROM t")).toEqual([{ n: 1000 }]);
  expect(await busy).toBeInstanceOf(Error);
});

test("a lock file that names a stranger's process does not keep it from starting", async () => {
  await (await start()).stop();
  const file = join(root, "postgres/postmaster.pid");
  await writeFile(file, `${process.pid}\n/elsewhere\n0\n1\n\n127.0.0.1\n`);
  expect((await start()).adopted).toBe(false);
});

test("runs below a folder that the account may not enter", async () => {
  const closed = join(root, "closed");
  await mkdir(closed, { mode: 0o700 });
  const server = await start(join(closed, "postgres"));
  expect(await query(server.url, "SELECT 1 AS x")).toEqual([{ x: 1 }]);
});

test("a half-made or foreign folder is refused with a reason, not touched", async () => {
  const folder = join(root, "postgres");
  await mkdir(folder);
  await expect(start()).rejects.toThrow("is no PostgreSQL data folder");
  await writeFile(join(folder, "PG_VERSION"), "17\n");
  await expect(start()).rejects.toThrow("was made by PostgreSQL 17");
  await writeFile(join(folder, "PG_VERSION"), "18\n");
  await expect(start()).rejects.toThrow("postgres.password is missing");
});

test.runIf(isRoot)("an ordinary user starts it from binaries that root installed", async () => {
  await chmod(root, 0o777);
  const script = join(root, "start.mts");
  const module = new URL("./postgres.ts", import.meta.url).pathname;
  await writeFile(
    script,
    `import { startPostgres } from ${JSON.stringify(module)};
    const server = await startPostgres({ folder: ${JSON.stringify(join(root, "mine"))}, database: "limpid" });
    process.stdout.write(server.url); await server.stop();`,
  );
  const tsx = new URL("../../../node_modules/tsx/dist/cli.mjs", import.meta.url).pathname;
  const { stdout, stderr } = spawnSync(process.execPath, [tsx, script], {
    uid: 65534,
    gid: 65534,
    env: { PATH: process.env.PATH, HOME: root, TMPDIR: root },
    encoding: "utf8",
  });
  expect(`${stdout}${stderr}`).toMatch(/^postgresql:\/\/limpid:/);
});

test.runIf(isRoot)("binaries that the account cannot reach are copied out, missing library links mended", async () => {
  const installed = join(root, "closed/package");
  await mkdir(join(root, "closed"), { mode: 0o700 });
  const { postgres } = await findBinaries(undefined);
  await cp(dirname(dirname(dirname(postgres))), installed, { recursive: true, verbatimSymlinks: true });
  const links = join(installed, "native/lib/libpq.so.5");
  await rm(links);
  const found = await findBinaries({ uid: 65534, gid: 65534 }, installed);
  expect((await stat(links)).isFile()).toBe(true);
  expect(found.postgres).toMatch(/^\/var\/cache\/limpid\//);
  const { stdout } = spawnSync(found.postgres, ["--version"], { uid: 65534, gid: 65534, encoding: "utf8" });
  expect(stdout).toContain("PostgreSQL) 18");
});
