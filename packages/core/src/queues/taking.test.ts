import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "../platform/ids";
import { createTestApp, type TestApp } from "../testing";

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());

const newQueue = async () => (await test.call<{ id: string }>("queues.create", { name: newId() })).id;
const newTasks = async (count: number, values: { status?: string; enqueue_status?: string } = {}) => {
  const ids = Array.from({ length: count }, () => newId());
  const { company, user } = test.user;
  const task = { company, user, name: "a task", type: "training", status: "queued", created: new Date(), ...values };
  await test.app.db.task.createMany({ data: ids.map((id) => ({ ...task, id })) });
  return ids;
};
const fill = async (queue: string, tasks: readonly string[]) => {
  await test.app.db.queueEntry.createMany({ data: tasks.map((task) => ({ queue, task, added: new Date() })) });
};
interface Taken {
  entry?: { task: string; added: string };
  task_info?: { company: string; user: string };
}
const take = (queue: string, rest = {}) => test.call<Taken>("queues.get_next_task", { queue, ...rest });
const statusOf = async (id: string) => (await test.app.db.task.findUniqueOrThrow({ where: { id } })).status;

it("gives every task to one of many consumers, none twice, none lost, while others come and move and go", async () => {
  const queue = await newQueue();
  const [first, late, gone] = [await newTasks(150), await newTasks(30), await newTasks(15)];
  await fill(queue, [...first, ...gone]);
  let filling = true;
  const consumer = async () => {
    const mine: string[] = [];
    for (;;) {
      const { entry } = await take(queue);
      if (entry) mine.push(entry.task);
      else if (!filling) return mine;
    }
  };
  const disturb = async () => {
    const withdrawn: string[] = [];
    for (const [index, task] of late.entries()) {
      await test.call("queues.add_task", { queue, task });
      const other = gone[index];
      const removed = other && (await test.call("queues.remove_task", { queue, task: other }).catch(() => null));
      if (other && removed) withdrawn.push(other);
      await test.call("queues.move_task_to_front", { queue, task }).catch(() => null);
    }
    filling = false;
    return withdrawn;
  };
  const [withdrawn, ...taken] = await Promise.all([disturb(), ...Array.from({ length: 16 }, consumer)]);
  expect([...taken.flat(), ...withdrawn].sort()).toEqual([...first, ...late, ...gone].sort());
  expect(taken.filter((mine) => mine.length > 0).length).toBeGreaterThan(1);
  expect(await test.app.db.queueEntry.count({ where: { queue } })).toBe(0);
});

it("takes in the order of the queue, and leaves the status alone", async () => {
  const queue = await newQueue();
  const tasks = await newTasks(3);
  await fill(queue, tasks);
  expect(await take(queue, { get_task_info: true })).toEqual({
    entry: { task: tasks[0], added: expect.stringMatching(/\+00:00$/) },
    task_info: { company: test.user.company, user: test.user.user },
  });
  expect(await take(queue, { task: tasks[2] })).toEqual({});
  expect((await take(queue, { task: tasks[1] })).entry?.task).toBe(tasks[1]);
  expect((await take(queue)).entry?.task).toBe(tasks[2]);
  expect(await take(queue)).toEqual({});
  expect(await Promise.all(tasks.map(statusOf))).toEqual(["queued", "queued", "queued"]);
});

it("runs a task that was stopped in the queue as a queued one, and drops entries without a task", async () => {
  const queue = await newQueue();
  const [stopped = ""] = await newTasks(1, { status: "stopped" });
  await fill(queue, [newId(), stopped]);
  expect((await take(queue)).entry?.task).toBe(stopped);
  expect(await statusOf(stopped)).toBe("queued");
});

it("knows no queue of another company", async () => {
  const data = { id: newId(), company: "another", name: "theirs", created: new Date() };
  const { id } = await test.app.db.queue.create({ data });
  await fill(id, await newTasks(1));
  await expect(take(id)).rejects.toMatchObject({ code: 400, subcode: 701 });
  await expect(test.call("queues.clear_queue", { queue: id })).rejects.toMatchObject({ subcode: 701 });
  await expect(test.call("queues.delete", { queue: id, force: true })).rejects.toMatchObject({ subcode: 701 });
  expect(await test.app.db.queueEntry.count({ where: { queue: id } })).toBe(1);
});

it("gives tasks their former status back when their queue is emptied or deleted, whatever the others are", async () => {
  const queue = await newQueue();
  const [fresh = ""] = await newTasks(1);
  const [failed = ""] = await newTasks(1, { enqueue_status: "failed" });
  const [twice = ""] = await newTasks(1, { enqueue_status: "queued" });
  const [running = ""] = await newTasks(1, { status: "in_progress", enqueue_status: "created" });
  const all = [fresh, failed, twice, running];
  await fill(queue, all);
  const { removed_tasks } = await test.call<{ removed_tasks: string[] }>("queues.clear_queue", { queue });
  expect(removed_tasks.sort()).toEqual([...all].sort());
  expect(await Promise.all(all.map(statusOf))).toEqual(["created", "failed", "created", "in_progress"]);

  await fill(queue, await newTasks(1));
  await expect(test.call("queues.delete", { queue })).rejects.toMatchObject({ subcode: 702 });
  expect(await test.call("queues.delete", { queue, force: true })).toEqual({ deleted: 1 });
  const restored = await test.app.db.task.findFirstOrThrow({ where: { status_reason: `Queue ${queue} was deleted` } });
  expect(restored).toMatchObject({ status: "created", execution_queue: null, enqueue_status: null });
});

it("loses no task between enqueueing and the deletion of the queue", async () => {
  const queue = await newQueue();
  const tasks = await newTasks(24);
  const adding = tasks.map((task) => test.call("queues.add_task", { queue, task }).catch(() => null));
  const deleting = test.call("queues.delete", { queue, force: true });
  const added = await Promise.all(adding);
  await deleting;
  expect(await test.app.db.queueEntry.count({ where: { queue } })).toBe(0);
  const waiting = await test.app.db.task.count({ where: { id: { in: tasks }, status: "queued" } });
  expect(waiting).toBe(added.filter((reply) => reply === null).length);
});
