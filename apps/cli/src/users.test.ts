import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { secretMatches } from "@limpid/core/auth/credentials";
import { verifyPassword } from "@limpid/core/auth/passwords";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Installation, makeInstallation, type Started } from "../test/installation";

let limpid: Installation;
let started: Started;

beforeAll(async () => {
  limpid = await makeInstallation();
  started = await limpid.start();
});

afterAll(async () => {
  await limpid.remove();
});

async function query(sql: string, values: unknown[]): Promise<Record<string, never>[]> {
  const { env } = (await (await fetch(`http://127.0.0.1:${limpid.ports.api}/`)).json()) as {
    env: { DATABASE_URL: string };
  };
  const client = new pg.Client({ connectionString: env.DATABASE_URL });
  await client.connect();
  try {
    return (await client.query(sql, values)).rows;
  } finally {
    await client.end();
  }
}

const json = async (...args: string[]) => {
  const { code, output } = await limpid.run(["user", ...args]);
  expect(code, output).toBe(0);
  return JSON.parse(output);
};

test("adds an account with what was chosen, while the server runs", async () => {
  const made = await json(
    ..."add ada --role admin --id a1 --password correct-horse --access-key ADASKEY --secret-key adas-secret".split(" "),
    "--full-name",
    "Ada Lovelace",
  );
  expect(made).toMatchObject({ id: "a1", username: "ada", name: "Ada Lovelace", role: "admin", access_key: "ADASKEY" });
  const [row] = await query("SELECT * FROM users WHERE id = $1", ["a1"]);
  expect(row).toMatchObject({ username: "ada", name: "Ada Lovelace", role: "admin", is_internal: false });
  expect(await verifyPassword("correct-horse", row?.password_hash ?? "")).toBe(true);
  const [key] = await query("SELECT * FROM credentials WHERE access_key = $1", ["ADASKEY"]);
  const secret = (await readFile(join(limpid.data, "token-secret"), "utf8")).trim();
  expect(secretMatches(secret, "adas-secret", key?.secret_hash ?? Buffer.alloc(0))).toBe(true);
});

test("makes up what was not chosen", async () => {
  const made = await json("add", "bob", "--role", "user");
  expect(made).toMatchObject({ username: "bob", name: "bob", role: "user" });
  expect(made.access_key).toMatch(/^[A-Z0-9]{30}$/);
  const [row] = await query("SELECT * FROM users WHERE id = $1", [made.id]);
  expect(await verifyPassword(made.password, row?.password_hash ?? "")).toBe(true);
});

test.each([
  [["add", "ada", "--role", "user"], "there is an account with the name ada"],
  [
    ["add", "carl", "--role", "user", "--access-key", "ADASKEY", "--secret-key", "x"],
    "the access key ADASKEY is taken",
  ],
  [["add", "carl", "--role", "boss"], "--role must be root, admin, user"],
  [["add", "--role", "user"], "user add takes one name"],
  [["add", "a:b", "--role", "user"], "no colon"],
  [["add", "carl", "--role", "user", "--password", "short"], "at least 8 characters"],
  [["add", "carl", "--role", "user", "--secret-key", "x"], "go together"],
  [["add", "carl", "--roll", "user"], "Unknown option '--roll'"],
  [["reset-password", "nobody"], "there is no account with the name nobody"],
  [["remove"], "limpid user add | list | reset-password"],
])("%j is refused with a reason", async (args, reason) => {
  const { code, output } = await limpid.run(["user", ...args]);
  expect(code).toBe(1);
  expect(output).toMatch(/^limpid: .*\n$/);
  expect(output).toContain(reason);
  expect(await query("SELECT 1 FROM users WHERE username = 'carl'", [])).toEqual([]);
});

test("resets a password and works while the server is stopped, which it stays", async () => {
  const [before] = await query("SELECT password_hash, password_changed FROM users WHERE username = $1", ["bob"]);
  started.process.kill("SIGINT");
  await started.ended;
  const { password } = await json("reset-password", "bob");
  expect((await json("list")).map(({ username, role, api_keys }: never) => [username, role, api_keys])).toEqual([
    ["admin", "root", 1],
    ["ada", "admin", 1],
    ["bob", "user", 1],
  ]);
  await limpid.start();
  const [after] = await query("SELECT password_hash, password_changed FROM users WHERE username = $1", ["bob"]);
  expect(await verifyPassword(password, after?.password_hash ?? "")).toBe(true);
  expect(after?.password_changed).not.toEqual(before?.password_changed);
});

test("before the first start there is nothing to add to, and nothing is made", async () => {
  const { code, output } = await limpid.run(["user", "list"], { env: { LIMPID_DATA_DIR: join(limpid.root, "none") } });
  expect(code).toBe(1);
  expect(output).toMatch(/^limpid: there is no Limpid in the data folder .*: start it once, or set LIMPID_DATA_DIR\n$/);
});
