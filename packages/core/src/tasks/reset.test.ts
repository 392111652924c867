import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestApp, type TestApp } from "../testing";

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());

type Task = Record<string, unknown> & { execution: { artifacts: Array<{ key: string }> } };

const get = async (task: string) => (await test.call<{ task: Task }>("tasks.get_by_id", { task })).task;
const scalar = (task: string, iter: number) => ({
  type: "training_stats_scalar",
  task,
  iter,
  metric: "loss",
  variant: "total",
  value: iter,
  timestamp: iter,
});
const iterations = async (task: string) => {
  const { events } = await test.call<{ events: Array<{ iter: number }> }>("events.get_task_events", {
    task,
    event_type: "training_stats_scalar",
  });
  return events.map(({ iter }) => iter);
};

/** A task that has run, with all that a run leaves behind. */
async function runOnce() {
  const { id: task } = await test.call<{ id: string }>("tasks.create", {
    name: "a run",
    type: "training",
    output_dest: "s3://out",
    script: { repository: "r", entry_point: "train.py" },
    hyperparams: { Args: { lr: { section: "Args", name: "lr", value: "1" } } },
    configuration: { c: { name: "c", value: "v" } },
    container: { image: "python:3" },
    execution: {
      framework: "torch",
      artifacts: [
        { key: "in", type: "t", mode: "input", uri: "u" },
        { key: "out", type: "t", uri: "s3://b/artifact" },
      ],
    },
  });
  const queue = (await test.call<{ id: string }>("queues.create", { name: `queue of ${task}` })).id;
  await test.call("tasks.enqueue", { task, queue });
  await test.call("tasks.started", { task });
  const draft = (
    await test.call<{ id: string }>("models.create", { name: "draft", uri: "s3://b/model", task, ready: false })
  ).id;
  await test.call("tasks.add_or_update_model", { task, name: "out", model: draft, type: "output", iteration: 3 });
  await test.call("tasks.edit_runtime", { task, add_or_update: { host: "h" } });
  await test.call("events.add_batch", [scalar(task, 7), scalar(task, 8)]);
  await test.app.db.task.update({
    where: { id: task },
    data: {
      last_worker: "w",
      last_worker_report: new Date(),
      output: { destination: "s3://out", error: "boom", result: "r" },
    },
  });
  return { task, draft, queue };
}

it("makes a run a draft again: what was set up stays, what came of it goes", async () => {
  const { task, draft, queue } = await runOnce();
  const reply = await test.call("tasks.reset", { task, return_file_urls: true });
  expect(reply).toMatchObject({
    updated: 1,
    deleted_models: 1,
    dequeued: { removed: 1 },
    urls: { model_urls: ["s3://b/model"], artifact_urls: ["s3://b/artifact"], event_urls: [] },
  });
  const shown = await get(task);
  expect(shown).toMatchObject({
    status: "created",
    status_reason: "reset",
    status_message: "reset",
    last_iteration: 0,
    last_metrics: {},
    metric_stats: {},
    runtime: {},
    models: { input: [], output: [] },
    output: { destination: "s3://out" },
    script: { repository: "r", entry_point: "train.py" },
    hyperparams: { Args: { lr: { value: "1" } } },
    configuration: { c: { value: "v" } },
    container: { image: "python:3" },
    execution: { framework: "torch", artifacts: [{ key: "in" }] },
  });
  for (const field of ["started", "completed", "published", "active_duration", "last_worker", "last_worker_report"]) {
    expect(shown, field).not.toHaveProperty(field);
  }
  expect(shown.execution).not.toHaveProperty("queue");
  expect(shown.execution.artifacts).toHaveLength(1);
  expect(shown.output).not.toHaveProperty("error");
  expect(await test.app.db.model.findUnique({ where: { id: draft } })).toBeNull();
  expect(await test.app.db.queueEntry.count({ where: { queue } })).toBe(0);
  expect((await test.app.db.fileDeletion.findMany()).map(({ url }) => url).sort()).toEqual([
    "s3://b/artifact",
    "s3://b/model",
  ]);
});

it("has the old events gone before it answers, and touches none that come after", async () => {
  const { task } = await runOnce();
  for (let run = 0; run < 5; run++) {
    await test.call("tasks.reset", { task, delete_external_artifacts: false });
    expect(await iterations(task)).toEqual([]);
    await test.call("events.add_batch", [scalar(task, run)]);
    expect(await iterations(task)).toEqual([run]);
  }
});

it("drops script and execution with clear_all", async () => {
  const { task } = await runOnce();
  await test.call("tasks.reset", { task, clear_all: true });
  const shown = await get(task);
  expect(shown.execution).toMatchObject({ artifacts: [] });
  expect(shown.execution).not.toHaveProperty("framework");
  expect(shown.script ?? {}).not.toMatchObject({ repository: "r" });
  expect(shown).toMatchObject({ hyperparams: { Args: { lr: { value: "1" } } } });
});

it("refuses what is published and what a published model came from, unless forced; then nothing has changed", async () => {
  const { task, draft, queue } = await runOnce();
  const ready = (await test.call<{ id: string }>("models.create", { name: "ready", uri: "u", task, ready: true })).id;
  await expect(test.call("tasks.reset", { task })).rejects.toMatchObject({ code: 400, subcode: 123 });
  expect(await get(task)).toMatchObject({ status: "in_progress", last_iteration: 8 });
  expect(await iterations(task)).toEqual([7, 8]);
  expect(await test.app.db.queueEntry.count({ where: { queue } })).toBe(1);
  expect(await test.app.db.model.findUnique({ where: { id: draft } })).not.toBeNull();
  await test.call("tasks.completed", { task });
  await test.call("tasks.publish", { task, publish_model: false });
  await expect(test.call("tasks.reset", { task })).rejects.toMatchObject({ code: 400, subcode: 110 });
  expect(await test.call("tasks.reset", { task, force: true })).toMatchObject({ updated: 1, deleted_models: 1 });
  expect(await test.app.db.model.findUnique({ where: { id: ready } })).toMatchObject({ ready: true });
});
