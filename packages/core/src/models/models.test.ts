import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "../platform/ids";
import { createTestApp, type TestApp } from "../testing";
import { loadMetadata } from "./metadata";

let t: TestApp;
let project: string;

beforeAll(async () => {
  t = await createTestApp();
  project = (await t.call<{ id: string }>("projects.create", { name: "models of tests" })).id;
});
afterAll(() => t.close());

const create = async (body: object = {}) =>
  (await t.call<{ id: string }>("models.create", { name: "a model", uri: "s3://b/m", ...body })).id;

const stored = (id: string) => t.app.db.model.findUniqueOrThrow({ where: { id } });

async function metadataOf(id: string) {
  return (await loadMetadata({ db: t.app.db } as never, "model", [id])).get(id);
}

async function task(fields: { status?: string; input?: string; output?: string; last_iteration?: bigint } = {}) {
  const { input, output, ...columns } = fields;
  const id = newId();
  const { user, company } = t.user;
  const base = { id, user, company, name: "a task", type: "training", status: "created", created: new Date() };
  await t.app.db.task.create({ data: { ...base, ...columns } });
  const item = { task: id, position: 0, name: "m" };
  if (input) await t.app.db.taskModel.create({ data: { ...item, type: "input", model: input } });
  if (output) await t.app.db.taskModel.create({ data: { ...item, type: "output", model: output } });
  return id;
}

describe("models.create", () => {
  it("is ready unless told otherwise, trims the name and sorts the tags", async () => {
    const id = await create({ name: "  padded  ", project, tags: ["z", "a", "z"], labels: { cat: 1 } });
    expect(await stored(id)).toMatchObject({
      name: "padded",
      ready: true,
      tags: ["a", "z", "z"],
      system_tags: [],
      labels: { cat: 1 },
      design: {},
      ui_cache: null,
      company: t.user.company,
      user: t.user.user,
      last_changed_by: t.user.user,
    });
  });

  it.each([
    [{ uri: null }, 12],
    [{ name: null }, 12],
    [{ name: "ab" }, 800],
    [{ project: "nope" }, 12],
    [{ task: "nope" }, 101],
    [{ parent: "nope" }, 16],
    [{ labels: { cat: "one" } }, 800],
    [{ labels: { cat: 1, dog: 1 } }, 800],
    [{ design: { $x: 1 } }, 800],
    [{ tags: ["__$any"] }, 16],
    [{ metadata: { k: { key: "k", value: "3" } } }, 12],
    [{ metadata: [{ key: "k", type: "t", value: "3" }] }, 12],
  ])("refuses %j with %i", async (body, subcode) => {
    await expect(create(body)).rejects.toMatchObject({ code: 400, subcode });
  });

  it("makes a public model that nobody owns", async () => {
    const id = await create({ public: true });
    expect(await stored(id)).toMatchObject({ company: "", company_origin: null });
    await expect(t.call("models.make_private", { ids: [id] })).rejects.toMatchObject({ subcode: 201 });
  });

  it("moves system words of old clients out of the tags", async () => {
    const { id } = await t.call<{ id: string }>(
      "models.create",
      { name: "old client", uri: "s3://b/o", tags: ["archived", "mine", "annotated by me"] },
      { version: "2.2" },
    );
    expect(await stored(id)).toMatchObject({ tags: ["mine"], system_tags: ["annotated by me", "archived"] });
  });
});

describe("models.edit and models.update", () => {
  it("edit replaces what is given; content moves last_update", async () => {
    const id = await create({ metadata: { gone: { key: "gone", type: "t", value: "v" } } });
    await t.app.db.model.update({ where: { id }, data: { ui_cache: { k: 1 } } });
    const item = { key: "only", type: "t", value: "v" };
    const reply = await t.call<{ fields: object }>("models.edit", {
      model: id,
      uri: "s3://b/new",
      comment: "",
      labels: { dog: 2 },
      metadata: { only: item },
      framework: null,
    });
    expect(reply).toEqual({
      updated: 1,
      fields: {
        uri: "s3://b/new",
        comment: "",
        labels: { dog: 2 },
        metadata: { only: item },
        ui_cache: {},
        last_change: expect.stringMatching(/\+00:00$/),
        last_changed_by: t.user.user,
        last_update: expect.stringMatching(/\+00:00$/),
      },
    });
    expect(await metadataOf(id)).toEqual({ only: item });
    const comment = await t.call<{ fields: object }>("models.edit", { model: id, comment: "c" });
    expect(Object.keys(comment.fields).sort()).toEqual(["comment", "last_change", "last_changed_by"]);
    expect(await t.call("models.edit", { model: id })).toEqual({ updated: 0, fields: {} });
  });

  it("raises the iteration of the task, never lowers it", async () => {
    const creator = await task({ last_iteration: 5n });
    const id = await create({ task: creator });
    const iteration = async () => (await t.app.db.task.findUniqueOrThrow({ where: { id: creator } })).last_iteration;
    await t.call("models.edit", { model: id, comment: "x", iteration: 30 });
    expect(await iteration()).toBe(30n);
    await t.call("models.update", { model: id, comment: "y", iteration: 7 });
    expect(await iteration()).toBe(30n);
  });

  it("update knows fewer fields and takes a date", async () => {
    const id = await create();
    const created = "2024-02-03T04:05:06+00:00";
    const reply = await t.call<{ fields: Record<string, unknown> }>("models.update", {
      model: id,
      created,
      uri: "s3://b/u",
      ui_cache: { k: 1 },
      framework: "no",
    });
    expect(reply.fields).toMatchObject({ created, ui_cache: { k: 1 } });
    expect(reply.fields).not.toHaveProperty("last_update");
    expect(await stored(id)).toMatchObject({ framework: null, created: new Date(created), ui_cache: { k: 1 } });
  });

  it.each([
    ["models.edit", { labels: { a: 1.5 } }, 12],
    ["models.edit", { project: "nope" }, 16],
    ["models.edit", { task: "nope" }, 16],
    ["models.edit", { parent: "nope" }, 16],
    ["models.update", { project: "nope" }, 16],
    ["models.update", { created: "nonsense" }, 800],
    ["models.update", { name: "x" }, 800],
  ])("%s refuses %j with %i", async (name, body, subcode) => {
    const model = await create();
    await expect(t.call(name, { model, ...body })).rejects.toMatchObject({ code: 400, subcode });
  });

  it("does not touch public or unknown models", async () => {
    const id = await create();
    await t.call("models.make_public", { ids: [id] });
    await expect(t.call("models.edit", { model: id, comment: "x" })).rejects.toMatchObject({ subcode: 201 });
    await expect(t.call("models.update", { model: "nope", comment: "x" })).rejects.toMatchObject({ subcode: 201 });
  });
});

describe("metadata", () => {
  it("keeps users' keys as they are, of doubled keys the last", async () => {
    const model = await create({ metadata: { old: { key: "old", type: "t", value: "1" } } });
    const list = [
      { key: "x.y$_%", type: "t", value: "new" },
      { key: "__proto__", type: "t", value: "p" },
      { key: "old", type: "int", value: "2" },
      { key: "old", type: "int", value: "3" },
    ];
    expect(await t.call("models.add_or_update_metadata", { model, metadata: list })).toEqual({ updated: 1 });
    expect(Object.entries((await metadataOf(model)) ?? {}).map(([key, item]) => [key, item.value])).toEqual([
      ["__proto__", "p"],
      ["old", "3"],
      ["x.y$_%", "new"],
    ]);
    expect(await t.call("models.delete_metadata", { model, keys: ["old", "never"] })).toEqual({ updated: 1 });
    await t.call("models.add_or_update_metadata", { model, metadata: [list[0]], replace_metadata: true });
    expect(Object.keys((await metadataOf(model)) ?? {})).toEqual(["x.y$_%"]);
  });

  it.each([
    [[]],
    [[{ key: "q" }]],
    [[{ key: "", type: "t", value: "v" }]],
    [[{ key: "n", type: "t", value: 5 }]],
    [{ k: { key: "k", type: "t", value: "v" } }],
    [undefined],
  ])("refuses %j with 400/12", async (metadata) => {
    const model = await create();
    await expect(t.call("models.add_or_update_metadata", { model, metadata })).rejects.toMatchObject({ subcode: 12 });
  });
});

describe("models.set_ready and models.publish_many", () => {
  it("publishes once", async () => {
    const model = await create({ ready: false });
    expect(await t.call("models.set_ready", { model })).toEqual({ updated: 1, fields: {} });
    await expect(t.call("models.set_ready", { model })).rejects.toMatchObject({
      subcode: 203,
      details: { model, company: t.user.company },
    });
  });

  it("reports each failure on its own", async () => {
    const [draft, ready] = [await create({ ready: false }), await create()];
    const reply = await t.call<{ succeeded: unknown[]; failed: Array<{ error: { codes: unknown } }> }>(
      "models.publish_many",
      { ids: [draft, ready, "nope"] },
    );
    expect(reply.succeeded).toEqual([{ id: draft, updated: true, published_task: null }]);
    expect(reply.failed.map((failure) => failure.error.codes)).toEqual([
      [400, 203],
      [400, 201],
    ]);
    await expect(t.call("models.publish_many", { ids: [] })).rejects.toMatchObject({ subcode: 12 });
  });
});

describe("models.delete", () => {
  it("refuses models in use and leaves a trace when forced", async () => {
    const model = await create({ uri: "s3://b/used" });
    const consumer = await task({ input: model });
    await expect(t.call("models.delete", { model })).rejects.toMatchObject({ subcode: 205, details: { num_tasks: 1 } });
    const reply = await t.call("models.delete", { model, force: true, delete_external_artifacts: false });
    expect(reply).toEqual({ deleted: true, url: "s3://b/used" });
    expect(await t.app.db.taskModel.findFirst({ where: { task: consumer } })).toMatchObject({
      model: `__DELETED__${model}`,
    });
    await expect(t.call("models.delete", { model })).rejects.toMatchObject({ subcode: 201 });
  });

  it("refuses outputs of published tasks; drafts forget theirs", async () => {
    const model = await create();
    const published = await task({ status: "published", output: model });
    await t.app.db.model.update({ where: { id: model }, data: { task: published } });
    await expect(t.call("models.delete", { model })).rejects.toMatchObject({ subcode: 206 });
    await t.call("models.delete", { model, force: true });
    expect(await t.app.db.taskModel.findFirst({ where: { task: published } })).toMatchObject({
      model: `__DELETED__${model}`,
    });
    const other = await create();
    const draft = await task({ output: other });
    await t.call("models.delete", { model: other });
    expect(await t.app.db.taskModel.count({ where: { task: draft } })).toBe(0);
  });

  it("takes metadata along", async () => {
    const model = await create({ metadata: { k: { key: "k", type: "t", value: "v" } } });
    await t.call("models.delete_many", { ids: [model] });
    expect(await t.app.db.modelMetadata.count({ where: { model } })).toBe(0);
  });
});

describe("the rest", () => {
  it("archives and brings back", async () => {
    const id = await create({ system_tags: ["kept"] });
    expect(await t.call("models.archive_many", { ids: [id, "nope"] })).toMatchObject({
      succeeded: [{ id, archived: true }],
      failed: [{ id: "nope", error: { codes: [400, 201], data: { id: "nope", company: t.user.company } } }],
    });
    await t.call("models.archive_many", { ids: [id] });
    expect((await stored(id)).system_tags).toEqual(["archived", "kept"]);
    expect(await t.call("models.unarchive_many", { ids: [id] })).toMatchObject({
      succeeded: [{ id, unarchived: true }],
    });
    expect((await stored(id)).system_tags).toEqual(["kept"]);
  });

  it("adds only missing tags, removes, and counts what changed", async () => {
    const [a, b] = [await create({ tags: ["b"] }), await create({ tags: ["zz"] })];
    const change = { ids: [a, b, "nope"], add_tags: ["b", "a"], remove_tags: ["zz"] };
    expect(await t.call("models.update_tags", change)).toEqual({ updated: 2 });
    expect(await t.call("models.update_tags", change)).toEqual({ updated: 0 });
    expect((await stored(a)).tags).toEqual(["a", "b"]);
    expect((await stored(b)).tags).toEqual(["a", "b"]);
    await expect(t.call("models.update_tags", { ids: [a], add_tags: ["__$not"] })).rejects.toMatchObject({
      subcode: 16,
    });
    await expect(t.call("models.update_tags", { ids: [a] })).rejects.toMatchObject({ subcode: 12 });
  });

  it("moves to a project by id, by name or to none", async () => {
    const id = await create();
    const move = (body: object) => t.call<{ project_id: string | null }>("models.move", { ids: [id, "nope"], ...body });
    expect(await move({ project })).toEqual({ project_id: project });
    const { project_id } = await move({ project_name: "moved/here" });
    expect((await stored(id)).project).toBe(project_id);
    expect(await move({ project: null })).toEqual({ project_id: null });
    expect((await stored(id)).project).toBeNull();
    await expect(move({})).rejects.toMatchObject({ subcode: 11 });
    await expect(move({ project: "nope" })).rejects.toMatchObject({ subcode: 401 });
  });

  it("lists frameworks of a project and what is below it", async () => {
    const sub = (await t.call<{ id: string }>("projects.create", { name: "models of tests/below" })).id;
    await create({ project, framework: "torch" });
    await create({ project: sub, framework: "keras" });
    expect(await t.call("models.get_frameworks", { projects: [project] })).toEqual({ frameworks: ["keras", "torch"] });
    expect(await t.call("models.get_frameworks", { projects: ["nope"] })).toEqual({ frameworks: [] });
  });
});

describe("calls of old clients", () => {
  const old = { version: "2.13" };

  it("are gone since 2.14", async () => {
    for (const name of ["models.get_by_task_id", "models.update_for_task"]) {
      await expect(t.call(name, { task: "x" })).rejects.toMatchObject({ code: 301, subcode: 1 });
    }
  });

  it("update_for_task makes, changes and replaces the output model", async () => {
    const id = await task();
    const first = await t.call<{ id: string; created: boolean }>(
      "models.update_for_task",
      { task: id, uri: "s3://1" },
      old,
    );
    expect(first.created).toBe(true);
    expect(await stored(first.id)).toMatchObject({
      name: "a task",
      comment: `Created by task \`a task\` (${id})`,
      ready: false,
    });
    const second = await t.call<{ fields: object }>(
      "models.update_for_task",
      { task: id, uri: "s3://2", name: "by hand", iteration: 4 },
      old,
    );
    expect(second).toMatchObject({
      id: first.id,
      created: false,
      updated: 1,
      fields: { name: "by hand", uri: "s3://2", ui_cache: {} },
    });
    const other = await create();
    expect(await t.call("models.update_for_task", { task: id, override_model_id: other }, old)).toEqual({
      id: other,
      created: true,
    });
    const outputs = await t.app.db.taskModel.findMany({ where: { task: id } });
    expect(outputs).toMatchObject([{ name: "Output Model", model: other, type: "output" }]);
    expect((await t.call<{ model: { id: string } }>("models.get_by_task_id", { task: id }, old)).model.id).toBe(other);
    await expect(t.call("models.update_for_task", { task: id }, old)).rejects.toMatchObject({ subcode: 11 });
    await expect(t.call("models.update_for_task", { task: "nope", uri: "x" }, old)).rejects.toMatchObject({
      subcode: 101,
    });
  });

  it("get_by_task_id of a task without output is 400/122", async () => {
    await expect(t.call("models.get_by_task_id", { task: await task() }, old)).rejects.toMatchObject({ subcode: 122 });
  });
});
