import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { COMPANY_ID, newId, PUBLIC_COMPANY } from "../platform/ids";
import { createTestApp, type TestApp } from "../testing";
import { shorten } from "./shorten";

const NOW = new Date("2026-03-01T12:00:00Z");
let test: TestApp;
beforeAll(async () => {
  test = await createTestApp({ now: () => NOW });
});
afterAll(() => test.close());

interface Made {
  id: string;
  project_id: string;
}
const call = <T = Record<string, unknown>>(action: string, body: unknown) => test.call<T>(`reports.${action}`, body);
const create = (body: Record<string, unknown>) => call<Made>("create", { name: "a report", ...body });
const refused = (subcode: number, code = 400) => ({ code, subcode });

async function addProject(values: Record<string, unknown> = {}): Promise<string> {
  const id = newId();
  const common = { user: test.user.user, company: COMPANY_ID, created: NOW };
  await test.app.db.project.create({ data: { id, name: id, basename: id, ...common, ...values } });
  return id;
}

const task = (id: string) => test.app.db.task.findUnique({ where: { id } });
const project = (id: string) => test.app.db.project.findUnique({ where: { id } });

async function ordinaryTask(): Promise<string> {
  const id = newId();
  const common = { user: test.user.user, company: COMPANY_ID, created: NOW };
  await test.app.db.task.create({ data: { id, name: "a task", type: "training", status: "created", ...common } });
  return id;
}

describe("reports.create", () => {
  it("puts it into the hidden folder of its project, with text and assets", async () => {
    const parent = await addProject();
    const { id, project_id } = await create({
      project: parent,
      tags: ["b", "a"],
      report: "# Title",
      report_assets: ["file://a.png"],
    });
    expect(await task(id)).toMatchObject({
      type: "report",
      status: "created",
      project: project_id,
      tags: ["a", "b"],
      system_tags: ["hidden", "reports"],
      report: "# Title",
      report_assets: ["file://a.png"],
    });
    expect(await project(project_id)).toMatchObject({
      name: `${parent}/.reports`,
      parent,
      system_tags: ["hidden", "reports"],
    });
    expect((await create({ project: parent })).project_id).toBe(project_id);
    expect((await create({ project: project_id })).project_id).toBe(project_id);
    expect(await project((await create({})).project_id)).toMatchObject({ name: ".reports", parent: null });
  });

  it("answers 400/12 to short names, 400/401 to unknown projects, 403/21 to public ones, 400/16 to operators as tags", async () => {
    await expect(create({ name: " ab " })).rejects.toMatchObject(refused(12));
    await expect(create({ project: newId() })).rejects.toMatchObject(refused(401));
    const open = await addProject({ company: PUBLIC_COMPANY });
    await expect(create({ project: open })).rejects.toMatchObject(refused(21, 403));
    await expect(create({ tags: ["__$not"] })).rejects.toMatchObject(refused(16));
  });
});

describe("reports.update", () => {
  it("changes what is given and shortens the text in the reply only", async () => {
    const { id } = await create({ comment: "why" });
    const report = "words ".repeat(50);
    expect(await call("update", { task: id, report, name: "new name", tags: ["z", "y"], comment: null })).toEqual({
      updated: 1,
      fields: { report: expect.stringMatching(/^(words )+\[\.\.\.\]$/), name: "new name", tags: ["y", "z"] },
    });
    expect(await task(id)).toMatchObject({ report, name: "new name", comment: "why" });
    expect(await call("update", { task: id, status: "published" })).toEqual({ updated: 0, fields: {} });
  });

  it("keeps text and assets once it is published (400/110); the rest may change", async () => {
    const { id } = await create({});
    expect(await call("publish", { task: id, message: "done" })).toMatchObject({
      updated: 1,
      fields: { status: "published", status_message: "done", published: "2026-03-01T12:00:00+00:00" },
    });
    await expect(call("update", { task: id, report: "late" })).rejects.toMatchObject(refused(110));
    await expect(call("update", { task: id, report_assets: [] })).rejects.toMatchObject(refused(110));
    expect(await call("update", { task: id, comment: "late" })).toMatchObject({ updated: 1 });
    expect(await call("publish", { task: id })).toMatchObject({ updated: 1 });
  });
});

describe("folders of reports", () => {
  it("go with the last report that leaves them, and no earlier", async () => {
    const [here, there] = [await addProject(), await addProject()];
    const [one, two] = [await create({ project: here }), await create({ project: here })];
    expect(await call("move", { task: one.id, project: there })).toMatchObject({ project_id: expect.any(String) });
    expect(await project(two.project_id)).not.toBeNull();
    expect(await call("delete", { task: two.id })).toEqual({ deleted: 1 });
    expect(await project(two.project_id)).toBeNull();
    expect(await project(here)).not.toBeNull();
    const { project_id } = await call<Made>("move", { task: one.id, project_name: `${newId()}/new` });
    expect(await project(project_id)).toMatchObject({ basename: ".reports" });
    const top = await call<Made>("move", { task: one.id, project: null });
    expect(await project(top.project_id)).toMatchObject({ name: ".reports" });
  });

  it("never lose a report to a deletion at the same time", async () => {
    const parent = await addProject();
    for (let round = 0; round < 5; round++) {
      const first = await create({ project: parent });
      const [made] = await Promise.all([create({ project: parent }), call("delete", { task: first.id })]);
      expect(await project((await task(made.id))?.project ?? "")).toMatchObject({ parent });
      await call("delete", { task: made.id });
    }
  });

  it("answers 400/11 to a move nowhere and 400/401 to an unknown project", async () => {
    const { id } = await create({});
    await expect(call("move", { task: id })).rejects.toMatchObject(refused(11));
    await expect(call("move", { task: id, project: newId() })).rejects.toMatchObject(refused(401));
  });
});

it("archive and unarchive may be repeated and leave the message of the last call", async () => {
  const { id } = await create({});
  expect(await call("archive", { task: id, message: "old" })).toEqual({ archived: 1 });
  expect(await task(id)).toMatchObject({ system_tags: ["archived", "hidden", "reports"], status_message: "old" });
  expect(await call("archive", { task: id })).toEqual({ archived: 1 });
  expect(await task(id)).toMatchObject({ system_tags: ["archived", "hidden", "reports"], status_message: "" });
  for (let time = 0; time < 2; time++) expect(await call("unarchive", { task: id })).toEqual({ unarchived: 1 });
  expect(await task(id)).toMatchObject({ system_tags: ["hidden", "reports"] });
});

it.each(["update", "publish", "archive", "unarchive", "delete", "move"])(
  "reports.%s answers 400/101 to unknown tasks and 400/150 to tasks that are no reports",
  async (action) => {
    const body = { comment: "x", project: await addProject() };
    await expect(call(action, { ...body, task: newId() })).rejects.toMatchObject(refused(101));
    await expect(call(action, { ...body, task: await ordinaryTask() })).rejects.toMatchObject(refused(150));
  },
);

it("reports.get_all_ex finds reports by the project beside their folder, and nothing but reports", async () => {
  const parent = await addProject();
  const inner = await addProject({ name: `${parent}/inner`, parent, path: [parent] });
  const { id } = await create({ project: parent, name: "outer one", tags: ["mine"] });
  const { id: below } = await create({ project: inner, name: "inner one" });
  const list = async (body: Record<string, unknown>) =>
    (await call<{ tasks: unknown[] }>("get_all_ex", { only_fields: ["name"], order_by: ["name"], ...body })).tasks;
  expect(await list({ project: [parent] })).toEqual([{ id, name: "outer one" }]);
  expect(await list({ project: [parent], include_subprojects: true })).toEqual([
    { id: below, name: "inner one" },
    { id, name: "outer one" },
  ]);
  expect(await list({ project: ["__$not", parent], name: " one$" })).toEqual([{ id: below, name: "inner one" }]);
  expect(await list({ id: [await ordinaryTask()] })).toEqual([]);
  expect(await call("get_tags", {})).toMatchObject({ tags: expect.arrayContaining(["mine"]) });
});

describe("reports.get_task_data", () => {
  it("gives the parts that were asked for, of tasks and of models", async () => {
    const id = await ordinaryTask();
    await test.app.events.append({
      scalars: [
        { owner: id, metric: "loss", variant: "v", iter: [0, 1], timestamp: [1, 2], value: [1, 3] },
        { owner: id, metric: "best", variant: "v", iter: [-2147483648], timestamp: [9], value: [7] },
      ],
      events: [
        { kind: "plot", owner: id, metric: "roc", variant: "c", iter: 1, timestamp: 1, plot_str: "{}" },
        { kind: "plot", owner: id, metric: "roc", variant: "c", iter: 2, timestamp: 2, plot_str: "{}" },
        { kind: "image", owner: id, metric: "pics", variant: "one", iter: 2, timestamp: 3, url: "http://a" },
      ],
    });
    const tasks = [{ id, name: "a task" }];
    const data = (body: Record<string, unknown>) => call("get_task_data", { id: [id], only_fields: ["name"], ...body });
    expect(await data({})).toEqual({ tasks });
    expect(await data({ plots: null, single_value_metrics: {} })).toEqual({
      tasks,
      single_value_metrics: [
        { task: id, task_name: "a task", values: [{ metric: "best", variant: "v", value: 7, timestamp: 9 }] },
      ],
    });
    expect(await data({ scalar_metrics_iter_histogram: { samples: 1 }, plots: {}, debug_images: {} })).toMatchObject({
      scalar_metrics_iter_histogram: { loss: { v: { [id]: { name: "a task", x: [0], y: [2] } } } },
      plots: { roc: { c: { [id]: { 2: { name: "a task", plots: [{ iter: 2 }] } } } } },
      debug_images: [{ task: id, iterations: [{ iter: 2, events: [{ url: "http://a" }] }] }],
    });
    expect(await data({ model_events: true, plots: {} })).toEqual({ tasks: [], plots: {} });
  });

  it("answers 400/12 to wrong parts", async () => {
    for (const part of [{ plots: { iters: 0 } }, { scalar_metrics_iter_histogram: { key: "banana" } }, { plots: [] }]) {
      await expect(call("get_task_data", part)).rejects.toMatchObject(refused(12));
    }
  });
});

it("a shortened text is never too long, ends at a word, and begins as the text does", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), fc.integer({ min: 10, max: 120 }), (text, width) => {
      const short = shorten(text, width);
      if (text.length <= width) {
        expect(short).toBe(text);
        return;
      }
      expect(short.length).toBeLessThanOrEqual(width);
      expect(short.endsWith("[...]")).toBe(true);
      const words = short.slice(0, -5).split(" ").filter(Boolean);
      expect(text.trim().split(/\s+/).slice(0, words.length)).toEqual(words);
    }),
  );
  expect(shorten("a  b\n c".repeat(40), 20)).toBe("a b ca b ca b [...]");
});
