import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestApp, type TestApp } from "../testing";

let time = Date.parse("2026-01-02T03:04:05Z");
let test: TestApp;
let queue: string;
beforeAll(async () => {
  test = await createTestApp({ now: () => new Date(time) });
  queue = (await test.call<{ id: string }>("queues.create", { name: "the queue" })).id;
});
afterAll(() => test.close());

const create = async (fields: object = {}) =>
  (await test.call<{ id: string }>("tasks.create", { name: "a task", type: "training", ...fields })).id;
const read = (id: string) => test.app.db.task.findUniqueOrThrow({ where: { id } });
const waits = (task: string) => test.app.db.queueEntry.count({ where: { task } });
const set = (id: string, data: object) => test.app.db.task.update({ where: { id }, data });
const later = (seconds: number) => {
  time += seconds * 1000;
};

describe("started", () => {
  it("keeps the start of a run that goes on, and begins anew after an end", async () => {
    const task = await create();
    const first = new Date(time);
    await test.call("tasks.started", { task });
    later(60);
    expect((await test.call<{ fields: object }>("tasks.started", { task })).fields).not.toHaveProperty("started");
    expect((await read(task)).started).toEqual(first);
    await test.call("tasks.stopped", { task });
    await test.call("tasks.ping", { task });
    await set(task, { active_duration: 60 });
    later(60);
    await test.call("tasks.started", { task });
    expect(await read(task)).toMatchObject({ started: new Date(time), completed: null, active_duration: null });
  });
});

describe("stop", () => {
  const running = async (fields: object = {}) => {
    const task = await create(fields);
    await test.call("tasks.started", { task });
    await set(task, { last_worker: "box:0" });
    return task;
  };

  it("asks a live worker, even with force, and acts itself once that has been silent for ten minutes", async () => {
    const task = await running();
    later(600);
    for (const force of [false, true]) {
      await set(task, { last_update: new Date(time - 600_000) });
      await test.call("tasks.stop", { task, force });
      expect(await read(task)).toMatchObject({ status: "in_progress", status_message: "stopping" });
    }
    later(601);
    await test.call("tasks.stop", { task, status_reason: "enough" });
    expect(await read(task)).toMatchObject({
      status: "stopped",
      status_reason: "enough",
      status_message: `Stopped by ${test.user.user_name}`,
    });
  });

  it("is still heard when the worker says once more that the task has started", async () => {
    const task = await running();
    await test.call("tasks.stop", { task });
    await test.call("tasks.dequeue", { task, new_status: "in_progress" });
    await test.call("tasks.started", { task, force: true, status_reason: "launch by agent", status_message: "" });
    expect(await read(task)).toMatchObject({ status_reason: "launch by agent", status_message: "stopping" });
    await test.call("tasks.stopped", { task });
    await test.call("tasks.started", { task });
    expect(await read(task)).toMatchObject({ status: "in_progress", status_message: "" });
  });

  it("acts at once on what waits in a queue, runs by hand or has no worker", async () => {
    const manual = await running({ system_tags: ["development"] });
    const queued = await create();
    await test.call("tasks.enqueue", { task: queued, queue });
    await set(queued, { last_worker: "box:0" });
    const nobodys = await running();
    await set(nobodys, { last_worker: null });
    for (const task of [manual, queued, nobodys]) {
      await test.call("tasks.stop", { task });
      expect((await read(task)).status).toBe("stopped");
    }
    expect(await waits(queued)).toBe(0);
  });

  it("stops the steps of a pipeline that still have something to stop", async () => {
    const task = await running({ type: "controller", system_tags: ["development"] });
    const [waiting, live, done] = [
      await create({ parent: task }),
      await running({ parent: task }),
      await create({ parent: task }),
    ];
    await test.call("tasks.enqueue", { task: waiting, queue });
    await test.call("tasks.completed", { task: done, force: true });
    await test.call("tasks.stop", { task, include_pipeline_steps: true });
    expect(await read(waiting)).toMatchObject({ status: "stopped" });
    expect(await read(live)).toMatchObject({ status: "in_progress", status_message: "stopping" });
    expect(await read(done)).toMatchObject({ status: "completed" });
  });
});

describe("enqueue and dequeue", () => {
  it("remembers the status before the queue, also across queues", async () => {
    const other = (await test.call<{ id: string }>("queues.create", { name: "the other" })).id;
    const task = await create();
    await test.call("tasks.failed", { task, force: true });
    await test.call("tasks.enqueue", { task, queue });
    await test.call("tasks.enqueue", { task, queue: other });
    expect(await read(task)).toMatchObject({ status: "queued", enqueue_status: "failed", execution_queue: other });
    await test.call("tasks.dequeue", { task });
    expect(await read(task)).toMatchObject({ status: "failed", enqueue_status: null, execution_queue: other });
    expect(await waits(task)).toBe(0);
  });

  it("leaves other queues alone unless told to clear them", async () => {
    const task = await create();
    const side = (await test.call<{ id: string }>("queues.create", { name: "on the side" })).id;
    await test.call("tasks.enqueue", { task, queue });
    await test.call("queues.add_task", { task, queue: side, update_execution_queue: false });
    await test.call("tasks.dequeue", { task });
    expect(await waits(task)).toBe(1);
    await test.call("tasks.dequeue", { task, remove_from_all_queues: true });
    expect(await waits(task)).toBe(0);
  });

  it("goes only where the table allows with a new status", async () => {
    const task = await create();
    await test.call("tasks.enqueue", { task, queue });
    const published = test.call("tasks.dequeue", { task, new_status: "published" });
    await expect(published).rejects.toMatchObject({ code: 400, subcode: 110 });
    await expect(test.call("tasks.dequeue", { task, new_status: "gone" })).rejects.toMatchObject({ subcode: 12 });
    expect(await waits(task)).toBe(1);
  });

  it("uses the default queue, without touching execution.queue when told so", async () => {
    await test.app.db.queue.update({ where: { id: queue }, data: { system_tags: ["default"] } });
    const task = await create();
    const { fields } = await test.call<{ fields: object }>("tasks.enqueue", { task, update_execution_queue: false });
    expect(fields).not.toHaveProperty("execution.queue");
    expect(await test.app.db.queueEntry.findFirst({ where: { task } })).toMatchObject({ queue });
    expect(await read(task)).toMatchObject({ execution_queue: null });
  });

  it("undoes everything when the queue refuses", async () => {
    const task = await create();
    await test.call("tasks.enqueue", { task, queue, status_reason: "first" });
    const before = await read(task);
    await expect(test.call("tasks.enqueue", { task, queue })).rejects.toMatchObject({ code: 400, subcode: 706 });
    expect(await read(task)).toEqual(before);
  });
});

describe("publish", () => {
  it("makes the last output model ready with the task, or neither", async () => {
    const task = await create();
    const models = await Promise.all(
      ["first", "last"].map(
        async (name) => (await test.call<{ id: string }>("models.create", { name, uri: name, task, ready: false })).id,
      ),
    );
    for (const model of models)
      await test.call("tasks.add_or_update_model", { task, name: model, model, type: "output" });
    await expect(test.call("tasks.publish", { task })).rejects.toMatchObject({ code: 400, subcode: 110 });
    const ready = async () =>
      Promise.all(models.map(async (id) => (await test.app.db.model.findUniqueOrThrow({ where: { id } })).ready));
    expect(await ready()).toEqual([false, false]);
    await test.call("tasks.completed", { task, force: true, publish: true, status_reason: "r", status_message: "m" });
    expect(await ready()).toEqual([false, true]);
    expect(await read(task)).toMatchObject({ status: "published", status_reason: "r", status_message: "m" });
    expect((await read(task)).published).toEqual(new Date(time));
  });

  it("passes over a last model that is gone, ready or public", async () => {
    for (const prepare of [
      (model: string) => test.call("models.delete", { model, force: true }),
      (model: string) => test.call("models.set_ready", { model, publish_task: false }),
      (model: string) => test.call("models.make_public", { ids: [model] }),
    ]) {
      const task = await create();
      const model = (await test.call<{ id: string }>("models.create", { name: "model", uri: "u", task, ready: false }))
        .id;
      await test.call("tasks.add_or_update_model", { task, name: "out", model, type: "output" });
      await prepare(model);
      expect(await test.call("tasks.publish", { task, force: true })).toMatchObject({ updated: 1 });
    }
  });
});

describe("archive", () => {
  it("is all or none, keeps what it is not told, and can be undone", async () => {
    const failed = await create({ system_tags: ["mine"] });
    await test.call("tasks.failed", { task: failed, force: true, status_reason: "exit code 1" });
    const unknown = "0".repeat(32);
    await expect(test.call("tasks.archive", { tasks: [failed, unknown] })).rejects.toMatchObject({ subcode: 101 });
    expect(await read(failed)).toMatchObject({ system_tags: ["mine"] });
    await test.call("tasks.archive", { tasks: [failed], status_message: "tidying up" });
    expect(await read(failed)).toMatchObject({
      status: "failed",
      system_tags: ["archived", "mine"],
      status_reason: "exit code 1",
      status_message: "tidying up",
    });
    await test.call("tasks.unarchive_many", { ids: [failed] });
    expect(await read(failed)).toMatchObject({ status: "failed", system_tags: ["mine"] });
  });

  it("takes the steps of a pipeline along when asked to", async () => {
    const controller = await create({ type: "controller" });
    const step = await create({ parent: controller });
    await test.call("tasks.enqueue", { task: step, queue });
    await test.call("tasks.archive_many", { ids: [controller], include_pipeline_steps: true });
    expect(await read(step)).toMatchObject({ status: "created", system_tags: ["archived"] });
    expect(await waits(step)).toBe(0);
    await test.call("tasks.unarchive_many", { ids: [controller], include_pipeline_steps: true });
    expect(await read(step)).toMatchObject({ system_tags: [] });
  });
});

it("lets nobody change a public task", async () => {
  const task = await create();
  await test.call("tasks.make_public", { ids: [task] });
  const before = await read(task);
  const calls = ["started", "stopped", "failed", "completed", "close", "stop", "publish", "enqueue", "reset", "delete"];
  for (const call of calls) {
    await expect(test.call(`tasks.${call}`, { task, force: true }), call).rejects.toMatchObject({
      code: 403,
      subcode: 21,
    });
  }
  await expect(test.call("tasks.archive", { tasks: [task] })).rejects.toMatchObject({ code: 403, subcode: 21 });
  await test.call("tasks.ping", { task });
  await test.call("tasks.dequeue", { task });
  expect(await read(task)).toEqual(before);
});

it("answers junk with a 400", async () => {
  const task = await create();
  for (const junk of ["\0", `${task}\0`, "x".repeat(100_000), "\ud800"]) {
    for (const call of ["started", "stop", "reset", "delete", "publish"]) {
      await expect(test.call(`tasks.${call}`, { task: junk }), call).rejects.toMatchObject({ code: 400 });
    }
    await expect(test.call("tasks.stopped", { task, force: true, status_reason: `${junk}\0` })).rejects.toMatchObject({
      code: 400,
    });
    await expect(test.call("tasks.enqueue", { task, queue: junk })).rejects.toMatchObject({ code: 400 });
  }
  for (const task of [1, null, {}, []]) {
    await expect(test.call("tasks.dequeue", { task })).rejects.toMatchObject({ code: 400, subcode: 12 });
  }
});
