import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { newId } from "../platform/ids";
import { createTestApp, type TestApp } from "../testing";

let now = new Date();
let test: TestApp;
let id: string;
beforeAll(async () => {
  test = await createTestApp({ now: () => now });
});
afterAll(() => test.close());
beforeEach(() => {
  now = new Date("2026-03-01T12:00:00Z");
  id = `${newId()}:gpu0`;
});

const later = (seconds: number) => {
  now = new Date(now.getTime() + seconds * 1000);
};
const register = (rest = {}, as = test.user) => test.call("workers.register", { worker: id, ...rest }, { as });
const report = (rest = {}, as = test.user) =>
  test.call("workers.status_report", { worker: id, timestamp: now.getTime(), ...rest }, { as });
const list = async (filter: Record<string, unknown> = {}) =>
  (await test.call<{ workers: Record<string, unknown>[] }>("workers.get_all", { worker_pattern: `${id}*`, ...filter }))
    .workers;
const newQueue = async (values = {}) =>
  (await test.call<{ id: string }>("queues.create", { name: newId(), ...values })).id;
const newTask = async (values = {}) => {
  const { company, user } = test.user;
  const task = { company, user, name: "a task", type: "training", status: "in_progress", created: now, ...values };
  return (await test.app.db.task.create({ data: { ...task, id: newId() } })).id;
};

it("shows a worker with its queues, its task and their names", async () => {
  const [first, second] = [await newQueue({ display_name: "First" }), await newQueue()];
  const project = newId();
  await test.app.db.project.create({
    data: { id: project, company: test.user.company, user: test.user.user, name: "p", basename: "p", created: now },
  });
  const waiting = await newTask({ name: "waiting" });
  await test.call("queues.add_task", { queue: second, task: waiting });
  const task = await newTask({ name: "running", project, active_duration: 7, last_iteration: 3 });
  await register({ queues: [first, second], timeout: 60, tags: ["t"], system_tags: ["s"] });
  later(5);
  await report({ task, queue: first });
  expect(await list()).toEqual([
    {
      id,
      key: `worker:${test.user.company}:${test.user.user}:${id}`,
      user: { id: test.user.user, name: test.user.user_name },
      company: { id: test.user.company, name: test.user.company_name },
      ip: "127.0.0.1",
      register_time: "2026-03-01T12:00:00+00:00",
      register_timeout: 60,
      last_activity_time: "2026-03-01T12:00:05+00:00",
      last_report_time: "2026-03-01T12:00:05+00:00",
      task: { id: task, name: "running", running_time: 7000, last_iteration: 3 },
      project: { id: project, name: "p" },
      queue: { id: first, name: expect.any(String), display_name: "First", num_tasks: 0 },
      queues: [
        { id: first, name: expect.any(String), display_name: "First", num_tasks: 0 },
        { id: second, name: expect.any(String), num_tasks: 1, next_task: { id: waiting, name: "waiting" } },
      ],
      tags: [],
      system_tags: [],
    },
  ]);
  const { queues } = await test.call<{ queues: unknown[] }>("queues.get_all_ex", { id: [second] });
  expect(queues).toMatchObject([{ workers: [{ name: id, ip: "127.0.0.1", task: { id: task, name: "running" } }] }]);
  expect(await test.app.db.task.findUnique({ where: { id: task } })).toMatchObject({
    last_worker: id,
    last_worker_report: now,
    last_update: now,
    status: "in_progress",
  });
});

it("replaces the entry when registered again, and what a report says, but keeps queues that a report leaves out", async () => {
  const queue = await newQueue();
  await register({ queues: [queue], tags: ["old"], resources: { cpu_usage: 2 } });
  await report({ tags: ["new"], system_tags: ["glue"] });
  expect(await list()).toMatchObject([{ tags: ["new"], system_tags: ["glue"], queues: [{ id: queue }] }]);
  const unknown = newId();
  await report({ queues: [unknown] });
  expect(await list()).toMatchObject([{ tags: [], system_tags: [], queues: [{ id: unknown }] }]);
  later(5);
  await register();
  expect((await list())[0]).toMatchObject({ queues: [], register_time: "2026-03-01T12:00:05+00:00" });
  expect((await list())[0]).not.toHaveProperty("last_report_time");
  await expect(register({ queues: [queue, unknown] })).rejects.toMatchObject({ code: 400, subcode: 701 });
});

it("ends with the time-out, or when told; a report brings it back as a new one", async () => {
  await register({ timeout: 30, queues: [await newQueue()] });
  later(29);
  await report();
  later(29);
  expect(await list()).toHaveLength(1);
  later(1);
  expect(await list()).toEqual([]);
  await report();
  expect(await list()).toMatchObject([
    { register_timeout: 600, queues: [], register_time: "2026-03-01T12:00:59+00:00" },
  ]);
  await test.call("workers.unregister", { worker: id });
  expect(await list()).toEqual([]);
  expect(await test.call("workers.unregister", { worker: newId() })).toEqual({});
});

it("refuses a report of an unknown task, whole", async () => {
  await register();
  later(9);
  const foreign = await newTask({ company: "another" });
  await expect(report({ task: newId() })).rejects.toMatchObject({ code: 400, subcode: 101 });
  await expect(report({ task: foreign })).rejects.toMatchObject({ subcode: 101 });
  expect((await list())[0]).not.toHaveProperty("last_report_time");
  expect(await test.app.db.task.findUnique({ where: { id: foreign } })).toMatchObject({ last_worker: null });
});

it("counts one id of two users as two workers, and sees those of the company only", async () => {
  await register();
  await register({}, test.root);
  await register({}, { ...test.user, user: newId(), company: "another" });
  expect(await test.call("workers.get_count", { worker_pattern: id })).toEqual({ count: 2 });
  await test.call("workers.unregister", { worker: id }, { as: test.root });
  expect(await list()).toMatchObject([{ user: { id: test.user.user } }]);
});

it("finds workers by pattern, tags and the time they were last seen", async () => {
  const base = newId();
  for (const [name, tags] of [
    ["a_1", ["fast", "new"]],
    ["ab1", ["fast"]],
    ["b%", []],
  ] as const) {
    await test.call("workers.register", { worker: `${base}${name}`, tags });
    later(10);
  }
  const found = async (pattern: string, filter = {}) =>
    (await list({ worker_pattern: `${base}${pattern}`, ...filter })).map((worker) =>
      String(worker.id).slice(base.length),
    );
  expect(await found("a_1")).toEqual(["a_1"]);
  expect(await found("a?1")).toEqual(["a_1", "ab1"]);
  expect(await found("b%")).toEqual(["b%"]);
  expect(await found("")).toEqual([]);
  expect(await found("*", { tags: ["fast", "-new"] })).toEqual(["ab1"]);
  expect(await found("*", { tags: ["-fast"] })).toEqual(["b%"]);
  expect(await found("*", { last_seen: 20 })).toEqual(["ab1", "b%"]);
  expect(await found("*", { last_seen: 0 })).toHaveLength(3);
  expect(await found("*", { last_seen: Number.MAX_SAFE_INTEGER })).toHaveLength(3);
});

it("accounts for the time between two reports of one task, once", async () => {
  const queue = await newQueue();
  const project = newId();
  const [task, other] = [await newTask({ project, execution_queue: queue }), await newTask({ project })];
  await register({ resources: { cpu_usage: 2, gpu_usage: 0.5 } });
  await report({ task });
  later(10);
  await Promise.all([report({ task }), report({ task })]);
  later(5);
  await report({ task: other });
  later(5);
  await report({ task: other });
  const usages = await test.app.db.taskUsage.findMany({ where: { project }, orderBy: { duration: "desc" } });
  expect(usages).toMatchObject([
    { task, duration: 10, cpu_usage: 20, gpu_usage: 5 },
    { task: other, duration: 5, cpu_usage: 5 },
  ]);
});
