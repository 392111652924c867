import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventUrls } from "../events/remove";
import { createTestApp, type TestApp } from "../testing";

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());

const create = async (fields: object = {}) =>
  (await test.call<{ id: string }>("tasks.create", { name: "a task", type: "training", ...fields })).id;
const createModel = async (task: string, ready: boolean, uri = "s3://b/model") =>
  (await test.call<{ id: string }>("models.create", { name: "a model", uri, task, ready })).id;
const find = (id: string) => test.app.db.task.findUnique({ where: { id } });
const findModel = (id: string) => test.app.db.model.findUnique({ where: { id } });
const scheduled = async () => (await test.app.db.fileDeletion.findMany()).map(({ url }) => url).sort();

/** Rows anywhere that know the id. */
async function traces(task: string): Promise<Record<string, number>> {
  const { db } = test.app;
  const counts = {
    hyperparams: await db.taskHyperparam.count({ where: { task } }),
    configuration: await db.taskConfiguration.count({ where: { task } }),
    artifacts: await db.taskArtifact.count({ where: { task } }),
    models: await db.taskModel.count({ where: { task } }),
    metrics: await db.lastMetric.count({ where: { owner: task } }),
    entries: await db.queueEntry.count({ where: { task } }),
  };
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

const image = (task: string, url: string) => ({
  type: "training_debug_image",
  task,
  iter: 1,
  metric: "img",
  variant: url,
  url,
  key: url,
  timestamp: 1,
});

it("takes everything with it that hangs on the task, and leaves what others use", async () => {
  const task = await create({
    hyperparams: { Args: { lr: { section: "Args", name: "lr", value: "1" } } },
    configuration: { c: { name: "c", value: "v" } },
    execution: {
      artifacts: [
        { key: "out", type: "t", uri: "http://localhost:8081/p/out.bin" },
        { key: "elsewhere", type: "t", uri: "file:///tmp/out" },
        { key: "in", type: "t", mode: "input", uri: "http://localhost:8081/p/in.bin" },
      ],
    },
  });
  const child = await create({ parent: task });
  const [draft, used, ready] = [
    await createModel(task, false, "s3://b/draft"),
    await createModel(task, false, "s3://b/used"),
    await createModel(task, true, "s3://b/ready"),
  ];
  const reader = await create({ models: { input: [{ name: "in", model: used }] } });
  const lister = await create({ models: { output: [{ name: "out", model: draft }] } });
  await test.call("events.add_batch", [
    image(task, "gs://b/image.png"),
    { ...image(draft, "gs://b/of the model.png"), model_event: true },
    { type: "training_stats_scalar", task, iter: 1, metric: "loss", variant: "total", value: 1, timestamp: 1 },
    {
      type: "plot",
      task,
      iter: 1,
      metric: "p",
      variant: "v",
      plot_str: JSON.stringify({ data: [], layout: { images: [{ source: "s3://b/plot.png" }] } }),
      timestamp: 1,
    },
  ]);
  const queue = (await test.call<{ id: string }>("queues.create", { name: "a queue" })).id;
  await test.call("tasks.enqueue", { task, queue });

  const reply = await test.call("tasks.delete", { task, force: true, return_file_urls: true });
  expect(reply).toEqual({
    deleted: true,
    updated_children: 1,
    updated_models: 1,
    deleted_models: 1,
    urls: {
      model_urls: ["s3://b/draft"],
      artifact_urls: expect.arrayContaining(["http://localhost:8081/p/out.bin", "file:///tmp/out"]),
      event_urls: [],
    },
  });
  expect(await find(task)).toBeNull();
  expect(await traces(task)).toEqual({});
  expect(await traces(reader)).toEqual({ models: 1 });
  expect(await traces(lister)).toEqual({});
  expect(await find(child)).toMatchObject({ parent: `__DELETED__${task}` });
  expect(await findModel(draft)).toBeNull();
  expect(await findModel(used)).toMatchObject({ task: null });
  expect(await findModel(ready)).toMatchObject({ task: `__DELETED__${task}` });
  expect(await scheduled()).toEqual(
    [
      "gs://b/image.png",
      "gs://b/of the model.png",
      "http://localhost:8081/p/out.bin",
      "s3://b/draft",
      "s3://b/plot.png",
    ].sort(),
  );
  await expect.poll(() => eventUrls(test.app, [task, draft])).toEqual([]);
});

describe("refuses", () => {
  const refused = { code: 400, subcode: 123 };

  it("what is neither draft nor archived, unless forced", async () => {
    const task = await create();
    await test.call("tasks.started", { task });
    await expect(test.call("tasks.delete", { task })).rejects.toMatchObject({
      ...refused,
      details: { task, expected: "created", current: "in_progress" },
    });
    await test.call("tasks.archive_many", { ids: [task] });
    expect(await test.call("tasks.delete", { task })).toMatchObject({ deleted: true });
  });

  it("what something published came from, and then changes nothing", async () => {
    const [parent, maker] = [await create(), await create()];
    const child = await create({ parent });
    await test.call("tasks.publish", { task: child, force: true });
    const model = await createModel(maker, true);
    for (const task of [parent, maker])
      await expect(test.call("tasks.delete", { task })).rejects.toMatchObject(refused);
    expect(await find(child)).toMatchObject({ parent });
    expect(await findModel(model)).toMatchObject({ task: maker });
  });

  it("public tasks and those of others", async () => {
    const task = await create();
    await test.call("tasks.make_public", { ids: [task] });
    await expect(test.call("tasks.delete", { task, force: true })).rejects.toMatchObject({ code: 403, subcode: 21 });
    const stranger = { ...test.user, user: "stranger", company: "another" };
    const own = await create();
    await expect(test.call("tasks.delete", { task: own, force: true }, { as: stranger })).rejects.toMatchObject({
      code: 400,
      subcode: 101,
    });
  });
});

it("leaves files and draft models alone when told to", async () => {
  await test.app.db.fileDeletion.deleteMany();
  const task = await create({ execution: { artifacts: [{ key: "o", type: "t", uri: "s3://b/o" }] } });
  const draft = await createModel(task, false);
  const reply = await test.call("tasks.delete", {
    task,
    delete_external_artifacts: false,
    delete_output_models: false,
  });
  expect(reply).toMatchObject({ deleted: true, deleted_models: 0, urls: null });
  expect(await findModel(draft)).toMatchObject({ task: null });
  expect(await scheduled()).toEqual([]);
});

it("deletes the steps of a pipeline with their controller, only when asked to", async () => {
  const pipeline = async () => {
    const controller = await create({ type: "controller" });
    const steps = [await create({ parent: controller }), await create({ parent: controller })];
    await test.call("tasks.started", { task: steps[0] });
    return { controller, steps };
  };
  const [kept, gone] = [await pipeline(), await pipeline()];
  await test.call("tasks.delete", { task: kept.controller });
  await test.call("tasks.delete", { task: gone.controller, include_pipeline_steps: true });
  for (const step of kept.steps) expect(await find(step)).toMatchObject({ parent: `__DELETED__${kept.controller}` });
  for (const step of gone.steps) expect(await find(step)).toBeNull();
  const plain = await create();
  const child = await create({ parent: plain });
  await test.call("tasks.delete", { task: plain, include_pipeline_steps: true });
  expect(await find(child)).not.toBeNull();
});

it("keeps the whole document in the trash", async () => {
  const task = await create({
    comment: "worth keeping",
    hyperparams: { Args: { lr: { section: "Args", name: "lr", value: "1" } } },
  });
  await test.call("tasks.delete", { task, move_to_trash: true });
  expect(await find(task)).toBeNull();
  const trashed = await test.app.db.trashedTask.findUniqueOrThrow({ where: { id: task } });
  expect(trashed.document).toMatchObject({
    id: task,
    comment: "worth keeping",
    hyperparams: { Args: { lr: { value: "1" } } },
  });
});
