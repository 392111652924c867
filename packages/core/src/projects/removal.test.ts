import { afterAll, beforeAll, expect, it } from "vitest";
import { eventUrls } from "../events/remove";
import { createTestApp, type TestApp } from "../testing";

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());

const create = async (name: string, body: object) => (await test.call<{ id: string }>(name, body)).id;
const task = (body: object) => create("tasks.create", { name: "a task", type: "training", ...body });
const model = (body: object) => create("models.create", { name: "a model", uri: "s3://b/model", ...body });
const count = async (ids: readonly string[]) =>
  (await test.app.db.task.count({ where: { id: { in: [...ids] } } })) +
  (await test.app.db.model.count({ where: { id: { in: [...ids] } } }));

it("takes the contents of a whole tree along, with what the runs left in other projects", async () => {
  const sub = await create("projects.create", { name: "doomed/sub" });
  const elsewhere = await create("projects.create", { name: "elsewhere" });
  const top = String((await test.app.db.project.findUniqueOrThrow({ where: { id: sub } })).parent);
  const run = await task({ project: sub, execution: { artifacts: [{ key: "a", type: "t", uri: "s3://b/artifact" }] } });
  const inside = [run, await task({ project: top }), await model({ project: top, uri: "s3://b/inside" })];
  const draft = await model({ project: elsewhere, task: run, ready: false, uri: "s3://b/draft" });
  const ready = await model({ project: elsewhere, task: run, ready: true, uri: "s3://b/ready" });
  const reader = await task({ project: elsewhere, parent: run, models: { input: [{ name: "in", model: inside[2] }] } });
  const scalar = { type: "training_stats_scalar", iter: 1, metric: "m", variant: "v", value: 1, timestamp: 1 };
  const image = { ...scalar, type: "training_debug_image", url: "s3://b/image", key: "k" };
  await test.call("events.add_batch", [
    { ...scalar, task: run },
    { ...image, task: run },
  ]);
  await expect(test.call("projects.delete", { project: top, delete_contents: true })).rejects.toMatchObject({
    code: 400,
    subcode: 402,
  });

  const reply = await test.call("projects.delete", { project: top, delete_contents: true, force: true });
  expect(reply).toEqual({
    deleted: 2,
    disassociated_tasks: 0,
    deleted_tasks: 2,
    deleted_models: 2,
    urls: {
      model_urls: expect.arrayContaining(["s3://b/inside", "s3://b/draft"]),
      artifact_urls: ["s3://b/artifact"],
      event_urls: [],
    },
  });
  expect(await count([...inside, draft])).toBe(0);
  expect(await test.app.db.model.findUnique({ where: { id: ready } })).toMatchObject({ task: `__DELETED__${run}` });
  expect(await test.app.db.task.findUnique({ where: { id: reader } })).toMatchObject({ parent: `__DELETED__${run}` });
  expect(await test.app.db.taskModel.findMany({ where: { task: reader } })).toMatchObject([
    { model: `__DELETED__${inside[2]}` },
  ]);
  expect((await test.app.db.fileDeletion.findMany()).map(({ url }) => url).sort()).toEqual([
    "s3://b/artifact",
    "s3://b/draft",
    "s3://b/image",
    "s3://b/inside",
  ]);
  await expect.poll(() => eventUrls(test.app, [run])).toEqual([]);
});

it("detaches what is public, which nobody may delete", async () => {
  const project = await create("projects.create", { name: "with something public" });
  const shared = await task({ project });
  const own = await task({ project });
  await test.call("tasks.make_public", { ids: [shared] });
  expect(await test.call("projects.delete", { project, delete_contents: true, force: true })).toMatchObject({
    disassociated_tasks: 1,
    deleted_tasks: 1,
  });
  expect(await test.app.db.task.findUnique({ where: { id: shared } })).toMatchObject({ project: null });
  expect(await count([own])).toBe(0);
});
