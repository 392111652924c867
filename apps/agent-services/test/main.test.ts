import { afterAll, beforeAll, expect, it } from "vitest";
import { exit, listen, type Running, run, startApp, TOKEN_SECRET } from "./running";

let running: Running;
beforeAll(async () => {
  running = await startApp("http://files.test:8081");
});
afterAll(() => running.close());

/** A port that was free a moment ago. */
async function freePort(): Promise<string> {
  const server = await listen(() => {});
  await server.close();
  return new URL(server.url).port;
}

it("says that it is well, does its jobs, and ends when told to", async () => {
  const task = await running.app.db.task.create({
    data: {
      id: "silent",
      company: "c",
      user: "u",
      name: "a task that nobody hears of",
      type: "training",
      status: "in_progress",
      created: new Date(0),
      last_update: new Date(0),
    },
  });
  const port = await freePort();
  const child = run("../src/main.ts", {
    DATABASE_URL: running.database_url,
    LIMPID_TOKEN_SECRET: TOKEN_SECRET,
    LIMPID_AGENT_SERVICES_PORT: port,
    LIMPID_WATCHDOG_INTERVAL_SEC: "1",
  });
  try {
    const health = () => fetch(`http://127.0.0.1:${port}/health`).then((answer) => answer.json(), String);
    await expect.poll(health, { timeout: 20_000 }).toEqual({ status: "ok" });
    const status = async () => (await running.app.db.task.findUniqueOrThrow({ where: { id: task.id } })).status;
    await expect.poll(status, { timeout: 15_000 }).toBe("stopped");
    child.kill("SIGTERM");
    expect(await exit(child)).toBe(0);
  } finally {
    child.kill("SIGKILL");
  }
});

it("does not start without its settings, and names the one that is wrong", async () => {
  const child = run("../src/main.ts", { DATABASE_URL: running.database_url, LIMPID_TOKEN_SECRET: "short" });
  expect(await exit(child)).toBe(1);
  expect(child.output).toContain("LIMPID_TOKEN_SECRET: at least 32 characters");
});
