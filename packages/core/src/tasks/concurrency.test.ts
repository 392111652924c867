import { afterAll, beforeAll, expect, it } from "vitest";
import { ProtocolError } from "../platform/errors";
import { newId } from "../platform/ids";
import { createTestApp, type TestApp } from "../testing";

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());

const newTask = async (status = "created") => {
  const id = newId();
  const { company, user } = test.user;
  await test.app.db.task.create({
    data: { id, company, user, name: "contested", type: "training", status, created: new Date() },
  });
  return id;
};

const newQueue = async () => {
  const id = newId();
  await test.app.db.queue.create({ data: { id, company: test.user.company, name: id, created: new Date() } });
  return id;
};

type Reply = { fields: { [key: string]: unknown } };

/** What a call came to: its reply, or the subcode of a refusal. Anything but a 400 of the protocol fails the test. */
const attempt = (name: string, body: object): Promise<Reply | number> =>
  test.call<Reply>(name, body).catch((error: unknown) => {
    if (error instanceof ProtocolError && error.code === 400) return error.subcode;
    throw error;
  });

const times = (count: number, name: string, body: object) =>
  Promise.all(Array.from({ length: count }, () => attempt(name, body)));

const read = (id: string) => test.app.db.task.findUnique({ where: { id } });

it("publishes once", async () => {
  const task = await newTask("completed");
  const outcomes = await times(12, "tasks.publish", { task });
  expect(outcomes.filter((outcome) => typeof outcome !== "number")).toHaveLength(1);
  for (const outcome of outcomes) if (typeof outcome === "number") expect([110, 121]).toContain(outcome);
});

it("gives a run one start", async () => {
  const task = await newTask();
  const outcomes = await times(12, "tasks.started", { task });
  const starts = outcomes.flatMap((outcome) => (typeof outcome === "number" ? [] : (outcome.fields.started ?? [])));
  expect(starts).toHaveLength(1);
  for (const outcome of outcomes) if (typeof outcome === "number") expect(outcome).toBe(121);
});

it("puts a task into a queue once, and into one of two queues", async () => {
  const [one, two] = [await newQueue(), await newQueue()];
  const task = await newTask();
  const outcomes = await times(12, "tasks.enqueue", { task, queue: one });
  expect(outcomes.filter((outcome) => typeof outcome !== "number")).toHaveLength(1);
  for (const outcome of outcomes) if (typeof outcome === "number") expect([121, 706]).toContain(outcome);
  await Promise.all([times(6, "tasks.enqueue", { task, queue: one }), times(6, "tasks.enqueue", { task, queue: two })]);
  const entries = await test.app.db.queueEntry.findMany({ where: { task } });
  expect(entries).toHaveLength(1);
  expect(await read(task)).toMatchObject({ status: "queued", execution_queue: entries[0]?.queue });
});

it("leaves nothing behind when a task is deleted under those who use it", async () => {
  const queue = await newQueue();
  for (let round = 0; round < 8; round++) {
    const task = await newTask();
    const outcomes = await Promise.all([
      attempt("tasks.enqueue", { task, queue }),
      attempt("tasks.started", { task }),
      attempt("tasks.delete", { task, force: true }),
      attempt("tasks.delete", { task, force: true }),
      attempt("tasks.reset", { task, force: true }),
      attempt("tasks.create", { name: "a child", type: "training", parent: task }),
    ]);
    for (const outcome of outcomes) if (typeof outcome === "number") expect([10, 16, 101, 110, 121]).toContain(outcome);
    expect(await read(task)).toBeNull();
    expect(await test.app.db.queueEntry.count({ where: { task } })).toBe(0);
    expect(await test.app.db.task.count({ where: { parent: task } })).toBe(0);
  }
});

it.each([false, true])("keeps queues and statuses in step in a crowd (agents at work: %s)", async (agents) => {
  const queues = [await newQueue(), await newQueue()];
  const tasks = await Promise.all(Array.from({ length: 4 }, () => newTask()));
  let seed = 7;
  const pick = <T>(of: readonly T[]): T => {
    seed = (seed * 48271) % 2147483647;
    return of[seed % of.length] as T;
  };
  const calls = [
    () => attempt("tasks.enqueue", { task: pick(tasks), queue: pick(queues) }),
    () => attempt("tasks.enqueue", { task: pick(tasks), queue: pick(queues), force: true }),
    () => attempt("tasks.dequeue", { task: pick(tasks) }),
    () => attempt("tasks.stop", { task: pick(tasks), force: true }),
    () => attempt("tasks.reset", { task: pick(tasks) }),
    () => attempt("tasks.archive", { tasks: [pick(tasks), pick(tasks)] }),
    () => attempt("queues.clear_queue", { queue: pick(queues) }),
    ...(agents ? [() => attempt("queues.get_next_task", { queue: pick(queues) })] : []),
  ];
  for (let wave = 0; wave < 20; wave++) {
    await Promise.all(Array.from({ length: 10 }, () => pick(calls)()));
    const entries = await test.app.db.queueEntry.findMany({ where: { queue: { in: queues } } });
    const waiting = entries.map(({ task }) => task).sort();
    const queued = await test.app.db.task.findMany({ where: { id: { in: tasks }, status: "queued" } });
    const ids = queued.map(({ id }) => id).sort();
    // an agent takes the entry and leaves the status to the run
    expect(agents ? ids.filter((id) => waiting.includes(id)) : ids).toEqual(waiting);
  }
});
