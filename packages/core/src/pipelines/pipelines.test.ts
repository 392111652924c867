import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { COMPANY_ID, newId } from "../platform/ids";
import { createTestApp, type TestApp } from "../testing";

const NOW = new Date("2026-03-01T12:00:00Z");
let test: TestApp;
let project: string;
let queue: string;
beforeAll(async () => {
  test = await createTestApp({ now: () => NOW });
});
afterAll(() => test.close());
beforeEach(async () => {
  [project, queue] = [newId(), newId()];
  const common = { user: test.user.user, company: COMPANY_ID, created: NOW };
  await test.app.db.project.create({ data: { id: project, name: `${project}/flow`, basename: "flow", ...common } });
  await test.app.db.queue.create({ data: { id: queue, name: `queue ${queue}`, company: COMPANY_ID, created: NOW } });
});

async function addTask(values: Record<string, unknown> = {}): Promise<string> {
  const id = newId();
  await test.app.db.task.create({
    data: {
      id,
      name: "flow",
      type: "controller",
      status: "completed",
      system_tags: ["pipeline"],
      company: COMPANY_ID,
      user: test.user.user,
      created: NOW,
      project,
      ...values,
    },
  });
  return id;
}

const task = (id: string) => test.app.db.task.findUnique({ where: { id } });
const refused = (subcode: number) => ({ code: 400, subcode });

describe("pipelines.start_pipeline", () => {
  const start = (id: string, more: Record<string, unknown> = {}) =>
    test.call<{ pipeline: string; enqueued: boolean; queue_watched?: boolean }>("pipelines.start_pipeline", {
      task: id,
      queue,
      ...more,
    });
  const names = async (ids: readonly string[]) => Promise.all(ids.map(async (id) => (await task(id))?.name));

  it("queues a copy with other arguments, its runtime emptied", async () => {
    const source = await addTask({ runtime: { _pipeline_hash: "h" }, tags: ["keep"], status_message: "old" });
    const section = { task: source, section: "Args" };
    await test.app.db.taskHyperparam.createMany({
      data: [
        { ...section, name: "epochs", value: "3", type: "int" },
        { ...section, name: "lr", value: "0.1", type: "float" },
      ],
    });
    const args = [
      { name: "epochs", value: "9" },
      { name: "extra", value: "yes" },
    ];
    const { pipeline, ...reply } = await start(source, { args });
    expect(reply).toEqual({ enqueued: true });
    expect(await task(pipeline)).toMatchObject({
      name: "flow #2",
      status: "queued",
      status_message: "Starting pipeline",
      status_reason: "",
      enqueue_status: "created",
      execution_queue: queue,
      parent: source,
      runtime: {},
      tags: ["keep"],
      system_tags: ["pipeline"],
    });
    const params = await test.app.db.taskHyperparam.findMany({ where: { task: pipeline }, orderBy: { name: "asc" } });
    expect(params.map(({ name, value, type }) => [name, value, type])).toEqual([
      ["epochs", "9", null],
      ["extra", "yes", null],
      ["lr", "0.1", "float"],
    ]);
    expect(await test.app.db.queueEntry.findMany({ where: { queue } })).toMatchObject([{ task: pipeline }]);
    expect(await start(source, { verify_watched_queue: true })).toMatchObject({ queue_watched: false });
  });

  it("numbers runs by what bears the project's last part as name", async () => {
    const source = await addTask({ name: "first try" });
    const runs: string[] = [];
    for (let run = 0; run < 3; run++) runs.push((await start(source)).pipeline);
    await addTask({ name: "flow #x" });
    await addTask({ name: "flow #7", system_tags: [] });
    runs.push((await start(runs[0] ?? "")).pipeline);
    expect(await names(runs)).toEqual(["flow", "flow #1", "flow #2", "flow #4"]);
  });

  it("gives runs that are started at once different names", async () => {
    const source = await addTask();
    const started = await Promise.all(Array.from({ length: 6 }, () => start(source)));
    const given = await names(started.map(({ pipeline }) => pipeline));
    expect(given.sort()).toEqual(["flow #2", "flow #3", "flow #4", "flow #5", "flow #6", "flow #7"]);
  });

  it("answers 400/101, 400/701 and 400/12, and leaves no copy behind", async () => {
    const source = await addTask();
    await expect(start(newId())).rejects.toMatchObject(refused(101));
    await expect(start(source, { queue: newId() })).rejects.toMatchObject(refused(701));
    await expect(start(source, { queue: undefined })).rejects.toMatchObject(refused(12));
    await expect(start(source, { args: [{ name: "epochs" }] })).rejects.toMatchObject(refused(12));
    await expect(start(source, { args: { epochs: "1" } })).rejects.toMatchObject(refused(12));
    expect(await test.app.db.task.count({ where: { project } })).toBe(1);
  });
});

describe("pipelines.delete_runs", () => {
  const remove = (ids: string[], of = project) =>
    test.call<{ succeeded: { id: string }[]; failed: unknown[] }>("pipelines.delete_runs", { project: of, ids });

  it("deletes runs with their steps, and passes over what is none", async () => {
    const [run, kept, ordinary] = [await addTask(), await addTask(), await addTask({ type: "training" })];
    const step = await addTask({ type: "training", parent: run });
    const again = await addTask({ parent: run });
    const elsewhere = await addTask({ project: newId() });
    expect(await remove([run, again, ordinary, elsewhere, newId(), run])).toEqual({
      succeeded: [{ id: run, deleted: true, updated_children: 0, updated_models: 0, deleted_models: 0, urls: null }],
      failed: [],
    });
    for (const gone of [run, step, again]) expect(await task(gone)).toBeNull();
    for (const there of [kept, ordinary, elsewhere]) expect(await task(there)).not.toBeNull();
  });

  it("answers 400/160 when no run would be left, 400/12 to no ids", async () => {
    const [one, other] = [await addTask(), await addTask()];
    await addTask({ type: "training" });
    await expect(remove([one, other])).rejects.toMatchObject(refused(160));
    await expect(remove([one], newId())).rejects.toMatchObject(refused(160));
    await expect(remove([])).rejects.toMatchObject(refused(12));
    expect(await task(one)).not.toBeNull();
    expect((await remove([one, ...Array.from({ length: 40_000 }, () => "x")])).succeeded).toHaveLength(1);
  });
});
