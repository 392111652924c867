import { spawnSync } from "node:child_process";
import { chmod, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Installation, makeInstallation } from "../test/installation";

const isRoot = process.getuid?.() === 0;
let limpid: Installation;

beforeEach(async () => {
  limpid = await makeInstallation();
});

afterEach(async () => {
  await limpid.remove();
});

interface Told {
  name: string;
  pid: number;
  env: Record<string, string>;
  argv: string[];
}

/** What a stand-in service says about itself. */
const ask = async (port: number): Promise<Told> =>
  (await fetch(`http://127.0.0.1:${port}/health`)).json() as Promise<Told>;

const secretsIn = (text: string) => ({
  password: /Log in as\s+admin\s+(\S{12,})$/m.exec(text)?.[1],
  conf: /clearml\.conf\s+(\S+)/.exec(text)?.[1],
});

const exists = (path: string) => stat(path).then(Boolean, () => false);

async function until<T>(get: () => Promise<T | undefined | false>): Promise<T> {
  for (let patience = 200; patience > 0; patience--) {
    const value = await get().catch(() => undefined);
    if (value) return value;
    await sleep(50);
  }
  throw new Error("it never came");
}

test("the first start makes everything, the second keeps it, Ctrl-C ends all of it", async () => {
  const first = await limpid.start();
  const { password, conf } = secretsIn(first.output());
  expect(password).toBeDefined();
  expect(conf).toBe(join(limpid.data, "clearml.conf"));
  expect((await stat(join(limpid.data, "clearml.conf"))).mode & 0o777).toBe(0o600);
  expect((await stat(join(limpid.data, "token-secret"))).mode & 0o777).toBe(0o600);
  const text = await readFile(join(limpid.data, "clearml.conf"), "utf8");
  expect(text).toContain(`api_server: "http://localhost:${limpid.ports.api}"`);

  const { env, argv, pid } = await ask(limpid.ports.api);
  expect(env).toMatchObject({
    LIMPID_WEB_URL: `http://localhost:${limpid.ports.web}`,
    LIMPID_HOST: "127.0.0.1",
    LIMPID_DATA_DIR: limpid.data,
    NODE_ENV: "production",
  });
  expect(env.LIMPID_TOKEN_SECRET?.length).toBeGreaterThanOrEqual(32);
  expect(argv.join(" ")).toContain("--max-old-space-size=");
  const client = new pg.Client({ connectionString: env.DATABASE_URL });
  await client.connect();
  const { rows } = await client.query("SELECT username, role FROM users WHERE username IS NOT NULL");
  expect(rows).toEqual([{ username: "admin", role: "root" }]);
  await client.end();

  first.process.kill("SIGINT");
  expect(await first.ended).toBe(0);
  expect(first.output()).toContain("stopping in order");
  expect(first.output()).toMatch(/Stopped\.\s*$/);
  expect(spawnSync("kill", ["-0", String(pid)]).status).not.toBe(0);
  expect(await exists(join(limpid.data, "postgres/postmaster.pid"))).toBe(false);
  expect(await exists(join(limpid.data, "limpid.lock"))).toBe(false);

  const began = Date.now();
  const second = await limpid.start();
  expect(Date.now() - began).toBeLessThan(15_000);
  expect(secretsIn(second.output()).password).toBeUndefined();
  expect(second.output()).not.toContain(password);
  expect(await readFile(join(limpid.data, "clearml.conf"), "utf8")).toBe(text);
  expect((await ask(limpid.ports.api)).env.LIMPID_TOKEN_SECRET).toBe(env.LIMPID_TOKEN_SECRET);
  second.process.kill("SIGTERM");
  expect(await second.ended).toBe(0);
});

test("the operator's own account and keys are taken, and not told to the services", async () => {
  const env = {
    LIMPID_ADMIN_USERNAME: "ada",
    LIMPID_ADMIN_PASSWORD: "a password of hers",
    LIMPID_ACCESS_KEY: "HERKEY",
    LIMPID_SECRET_KEY: 'her "secret"',
    LIMPID_WEB_URL: "https://ml.example.org/",
  };
  const started = await limpid.start({ env });
  expect(started.output()).toContain("https://ml.example.org\n");
  expect(started.output()).not.toContain("her");
  expect(await readFile(join(limpid.data, "clearml.conf"), "utf8")).toContain('secret_key: "her \\"secret\\""');
  const { env: told } = await ask(limpid.ports.web);
  expect(told.LIMPID_ADMIN_PASSWORD ?? told.LIMPID_SECRET_KEY).toBeUndefined();
  expect(told.LIMPID_WEB_URL).toBe("https://ml.example.org");
});

test("a service that crashes is started again, and so is PostgreSQL on its port", async () => {
  const started = await limpid.start();
  const before = await ask(limpid.ports.files);
  await fetch(`http://127.0.0.1:${limpid.ports.files}/crash`).catch(() => {});
  const after = await until(() => ask(limpid.ports.files));
  expect(after.pid).not.toBe(before.pid);
  expect(started.output()).toMatch(/files .*ended with code 7, starts again in 0\.5 s/);

  const postmaster = join(limpid.data, "postgres/postmaster.pid");
  const pid = Number((await readFile(postmaster, "utf8")).split("\n")[0]);
  process.kill(pid, "SIGKILL");
  await until(async () => Number((await readFile(postmaster, "utf8")).split("\n")[0]) !== pid);
  await until(async () => {
    const client = new pg.Client({ connectionString: before.env.DATABASE_URL });
    client.on("error", () => {});
    await client.connect();
    return client.end().then(() => true);
  });
});

test("after kill -9 of the supervisor the next start needs no hand", async () => {
  const first = await limpid.start();
  const { pid } = await ask(limpid.ports.api);
  first.process.kill("SIGKILL");
  const second = await limpid.start();
  expect((await ask(limpid.ports.api)).pid).not.toBe(pid);
  second.process.kill("SIGINT");
  expect(await second.ended).toBe(0);
  expect(await exists(join(limpid.data, "postgres/postmaster.pid"))).toBe(false);
});

test("a second Ctrl-C ends it at once, and the data is whole; the same one seen twice does not", async () => {
  const first = await limpid.start({ env: { FAKE_SLOW: "api" } });
  first.process.kill("SIGINT");
  first.process.kill("SIGINT");
  await sleep(1000);
  expect(first.process.exitCode).toBeNull();
  first.process.kill("SIGINT");
  expect(await first.ended).toBe(130);
  expect(first.output()).toContain("Stopping at once.");
  const second = await limpid.start();
  second.process.kill("SIGINT");
  second.process.kill("SIGINT");
  expect(await second.ended).toBe(0);
});

test("a service that cannot start ends the whole start with its words, and what was made is told", async () => {
  const { code, output } = await limpid.run(["start"], { env: { FAKE_BROKEN: "files" } });
  expect(code).toBe(1);
  expect(output).toMatch(/limpid: files does not start; see .*files\.log/);
  expect(output).toContain("this service is broken");
  expect(output).toMatch(/Log in as admin with \S{12,}/);
  expect(await exists(join(limpid.data, "limpid.lock"))).toBe(false);
});

test("a taken port: one line, exit code 1, nothing made", async () => {
  const other = createServer().listen(limpid.ports.api, "127.0.0.1");
  try {
    const { code, output } = await limpid.run(["start"]);
    expect(code).toBe(1);
    expect(output).toBe(
      `limpid: port ${limpid.ports.api} is taken by another program: stop it, or set LIMPID_API_PORT to another port\n`,
    );
    expect(await exists(limpid.data)).toBe(false);
  } finally {
    other.close();
  }
});

test("settings that are wrong are named", async () => {
  const { code, output } = await limpid.run(["start"], {
    env: { LIMPID_WEB_PORT: "http", LIMPID_TOKEN_SECRET: "short" },
  });
  expect(code).toBe(1);
  expect(output).toMatch(/^limpid: LIMPID_WEB_PORT: .*; LIMPID_TOKEN_SECRET: must have at least 32 characters\n$/);
  expect(await exists(limpid.data)).toBe(false);
  const elsewhere = await limpid.run(["start"], { env: { LIMPID_HOST: "203.0.113.7" } });
  expect(elsewhere.output).toMatch(/^limpid: this machine has no address 203\.0\.113\.7: set LIMPID_HOST .*\n$/);
});

test("a data folder that cannot be written: one line, exit code 1", async () => {
  await writeFile(limpid.data, "a file");
  const file = await limpid.run(["start"]);
  expect(file).toMatchObject({
    code: 1,
    output: expect.stringMatching(/^limpid: cannot write to the data folder .* is a file.*\n$/),
  });
  const env = { LIMPID_DATA_DIR: "/proc/limpid" };
  const { code, output } = await limpid.run(["start"], { env });
  expect(code).toBe(1);
  expect(output).toMatch(
    /^limpid: cannot write to the data folder \/proc\/limpid .*set LIMPID_DATA_DIR to another one\n$/,
  );
});

test("a data folder in use: the second start says by whom, the first goes on", async () => {
  const first = await limpid.start();
  const { code, output } = await limpid.run(["start"]);
  expect(code).toBe(1);
  expect(output).toMatch(
    /^limpid: the data folder .* is in use by another Limpid \(process \d+\): stop that one, or set .*\n$/,
  );
  expect((await ask(limpid.ports.web)).name).toBe("web");
  expect(first.process.exitCode).toBeNull();
});

test("a data folder of a newer version is refused and left as it is", async () => {
  await mkdir(limpid.data);
  const stamp = '{"format":99,"version":"9.9.9"}\n';
  await writeFile(join(limpid.data, "version.json"), stamp);
  const { code, output } = await limpid.run(["start"]);
  expect(code).toBe(1);
  expect(output).toMatch(
    /^limpid: the data folder .* was made by a newer version of Limpid \(9\.9\.9; this is .*\): start that .*\n$/,
  );
  expect(await readFile(join(limpid.data, "version.json"), "utf8")).toBe(stamp);
  expect(await exists(join(limpid.data, "postgres"))).toBe(false);
});

test("a database with migrations that this version does not know is refused", async () => {
  const first = await limpid.start();
  const client = new pg.Client({ connectionString: (await ask(limpid.ports.api)).env.DATABASE_URL });
  await client.connect();
  await client.query(
    "INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('x', 'x', '20990101000000_future', now())",
  );
  await client.end();
  first.process.kill("SIGINT");
  await first.ended;
  const { code, output } = await limpid.run(["start"]);
  expect(code).toBe(1);
  expect(output).toMatch(
    /limpid: the database cannot be used: the database was made by a newer version of Limpid \(migration 2099/,
  );
});

test("too old a Node: one line before anything else", async () => {
  const older = "data:text/javascript,Object.defineProperty(process.versions,'node',{value:'18.20.4'})";
  const { code, output } = await limpid.run(["start"], { node: ["--import", older] });
  expect(code).toBe(1);
  expect(output).toBe(
    "limpid: Node.js 18.20.4 is too old: install Node.js 20.19 or newer (https://nodejs.org) and start again\n",
  );
  expect(await exists(limpid.data)).toBe(false);
});

test.runIf(isRoot)("an ordinary user starts and stops it", async () => {
  await chmod(limpid.root, 0o777);
  const started = await limpid.start({ uid: 65534, env: { TMPDIR: "/tmp" } });
  expect((await stat(limpid.data)).uid).toBe(65534);
  expect((await stat(limpid.data)).mode & 0o777).toBe(0o700);
  started.process.kill("SIGINT");
  expect(await started.ended).toBe(0);
  const { code, output } = await limpid.run(["start"], { uid: 1 });
  expect(code).toBe(1);
  expect(output).toMatch(/^limpid: cannot write to the data folder .*\(EACCES\)/);
});
