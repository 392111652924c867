import { createServer } from "node:net";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { type Installation, makeInstallation } from "../test/installation";
import "@limpid/db/testing";

let limpid: Installation;

beforeAll(async () => {
  limpid = await makeInstallation();
});

afterAll(async () => {
  await limpid.remove();
});

test("a machine that will do: every line ok or advice, exit code 0", async () => {
  const { code, output } = await limpid.run(["doctor"], { env: { DOCKER_HOST: "unix:///nowhere.sock" } });
  expect(output).toMatch(/^ok +Node\.js +20|^ok +Node\.js +2\d/m);
  expect(output).toMatch(/^ok +PostgreSQL +embedded, 18/m);
  expect(output).toMatch(new RegExp(`^ok +port ${limpid.ports.web} \\(web\\) +free`, "m"));
  expect(output).toMatch(/^advice +Docker +not reachable \(ENOENT\); only needed/m);
  expect(output).not.toContain("PROBLEM");
  expect(code).toBe(0);
});

test("what keeps it from running is named with what to do, exit code 1", async () => {
  const other = createServer().listen(limpid.ports.files, "127.0.0.1");
  try {
    const env = { REDIS_URL: "redis://127.0.0.1:1", LIMPID_DATA_DIR: "/proc/self/limpid" };
    const { code, output } = await limpid.run(["doctor"], { env });
    expect(output).toMatch(/^PROBLEM +port \d+ \(files\) +port \d+ is taken by another program/m);
    expect(output).toMatch(/^PROBLEM +Redis +REDIS_URL cannot be reached .*: start Redis, or unset REDIS_URL/m);
    expect(output).toMatch(/2 to be solved|3 to be solved/);
    expect(code).toBe(1);
  } finally {
    other.close();
  }
});

test("an outside PostgreSQL is looked at, and settings that are wrong do not stop the rest", async () => {
  const outside = await limpid.run(["doctor"], { env: { DATABASE_URL: inject("limpidTemplateUrl") } });
  expect(outside.output).toMatch(/^ok +PostgreSQL +DATABASE_URL, 18/m);
  const away = await limpid.run(["doctor"], { env: { DATABASE_URL: "postgresql://x:y@127.0.0.1:1/limpid" } });
  expect(away.output).toMatch(/^PROBLEM +PostgreSQL +DATABASE_URL cannot be reached: .*ECONNREFUSED/m);
  const wrong = await limpid.run(["doctor"], { env: { LIMPID_LOG_LEVEL: "loud" } });
  expect(wrong.output).toMatch(/^PROBLEM +settings +LIMPID_LOG_LEVEL: /m);
  expect(wrong.output).toMatch(/^ok +memory/m);
  expect(wrong.code).toBe(1);
});

test("while the server runs its ports are asked instead of tried", async () => {
  await limpid.start();
  const { code, output } = await limpid.run(["doctor"]);
  expect(output).toMatch(/^ok +data folder .*in use by the running server/m);
  expect(output).toMatch(/^ok +port \d+ \(api\) +the running server answers/m);
  expect(code).toBe(0);
});

test("help names every command; an unknown one is refused", async () => {
  expect((await limpid.run(["help"])).output).toMatch(/limpid start[\s\S]*limpid doctor[\s\S]*limpid user add/);
  expect(await limpid.run(["strat"])).toEqual({
    code: 1,
    output: 'limpid: there is no command "strat"; see limpid help\n',
  });
});
