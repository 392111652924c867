import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "../platform/ids";
import { createTestApp, type TestApp } from "../testing";
import { stopNonResponsive } from "./watchdog";

const TIMEOUT_SEC = 7200;
const START = Date.parse("2026-01-02T03:04:05Z");

let time = START;
let test: TestApp;
beforeAll(async () => {
  test = await createTestApp({ now: () => new Date(time) });
});
afterAll(() => test.close());

const addTask = async (status: string, silentSec: number, company = test.user.company) => {
  const id = newId();
  await test.app.db.task.create({
    data: {
      id,
      company,
      user: test.user.user,
      name: "t",
      type: "training",
      status,
      created: new Date(START),
      last_update: new Date(time - silentSec * 1000),
    },
  });
  return id;
};
const read = (id: string) => test.app.db.task.findUniqueOrThrow({ where: { id } });

it("stops what runs and has been silent for too long, whoever it belongs to, with the words that clients know", async () => {
  const silent = await addTask("in_progress", TIMEOUT_SEC + 1);
  const strange = await addTask("in_progress", TIMEOUT_SEC + 1, "another company");
  const others = [await addTask("in_progress", TIMEOUT_SEC), await addTask("queued", TIMEOUT_SEC * 9)];
  expect(await stopNonResponsive(test.app, TIMEOUT_SEC)).toBe(2);
  for (const id of [silent, strange]) {
    expect(await read(id)).toMatchObject({
      status: "stopped",
      status_reason: "Forced stop (non-responsive)",
      status_message: "Forced stop (non-responsive)",
      completed: new Date(time),
      last_changed_by: "__limpid__",
    });
  }
  expect((await Promise.all(others.map(read))).map(({ status }) => status)).toEqual(["in_progress", "queued"]);
});

it("lets a task live that pings, until it stops doing so", async () => {
  const task = await addTask("in_progress", 0);
  for (let hour = 0; hour < 5; hour++) {
    time += 3600_000;
    await test.call("tasks.ping", { task });
    await stopNonResponsive(test.app, TIMEOUT_SEC);
    expect((await read(task)).status).toBe("in_progress");
  }
  time += (TIMEOUT_SEC + 1) * 1000;
  await stopNonResponsive(test.app, TIMEOUT_SEC);
  expect((await read(task)).status).toBe("stopped");
});

it("stops any number of tasks, each once, however many watch", async () => {
  const tasks = await Promise.all(Array.from({ length: 450 }, () => addTask("in_progress", TIMEOUT_SEC + 1)));
  const stopped = await Promise.all([1, 2, 3].map(() => stopNonResponsive(test.app, TIMEOUT_SEC)));
  expect(stopped.reduce((sum, count) => sum + count, 0)).toBe(tasks.length);
});
