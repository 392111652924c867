import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestApp, type TestApp } from "../testing";

type Fields = Record<string, unknown>;

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());

const create = async (fields: Fields = {}) =>
  (await t.call<{ id: string }>("tasks.create", { name: "a task", type: "training", ...fields })).id;
const row = (id: string) => t.app.db.task.findUniqueOrThrow({ where: { id } });
const setStatus = (id: string, status: string) => t.app.db.task.update({ where: { id }, data: { status } });
const shown = async (task: string) =>
  (
    await t.call<{ task: { execution: { artifacts: Fields[] }; models: Record<string, Fields[]> } }>(
      "tasks.get_by_id",
      { task },
    )
  ).task;

describe("configuration", () => {
  const edit = (task: string, configuration: unknown, more: Fields = {}) =>
    t.call("tasks.edit_configuration", { task, configuration, ...more });
  const remove = (task: string, configuration: unknown, more: Fields = {}) =>
    t.call("tasks.delete_configuration", { task, configuration, ...more });
  const list = async (tasks: string[], more: Fields = {}) =>
    (await t.call<{ configurations: unknown }>("tasks.get_configurations", { tasks, ...more })).configurations;
  const names = async (tasks: string[], more: Fields = {}) =>
    (await t.call<{ configurations: unknown }>("tasks.get_configuration_names", { tasks, ...more })).configurations;

  it("is edited by name, listed in order, replaced as a whole", async () => {
    const task = await create({
      configuration: { net: { name: "net", value: "old", type: "hocon", description: "d" } },
    });
    const odd = "$new.%one\u00e9__proto__";
    await edit(task, [
      { name: "net", value: "first" },
      { name: odd, value: "", type: "t" },
      { name: "net", value: "last" },
    ]);
    const stored = [
      { name: odd, value: "", type: "t" },
      { name: "net", value: "last" },
    ];
    expect(await list([task])).toEqual([{ task, configuration: stored }]);
    expect(await list([task], { names: ["net", "never"] })).toEqual([{ task, configuration: stored.slice(1) }]);
    expect(await names([task])).toEqual([{ task, names: ["net"] }]);
    expect(await names([task], { skip_empty: false })).toEqual([{ task, names: [odd, "net"] }]);
    await edit(task, [{ name: "only", value: "v" }], { replace_configuration: true });
    expect(await remove(task, ["never"])).toEqual({ deleted: 1 });
    expect(await list([task])).toEqual([{ task, configuration: [{ name: "only", value: "v" }] }]);
    await remove(task, ["only"]);
    const bare = await create();
    expect(await names([bare, task, bare])).toEqual([
      { task: bare, names: [] },
      { task, names: [] },
    ]);
  });

  it.each([
    ["created", false, true],
    ["queued", false, false],
    ["in_progress", true, true],
    ["stopped", true, false],
  ])("%s, force %s: allowed %s", async (status, force, allowed) => {
    const task = await create({ configuration: { a: { name: "a", value: "v" } } });
    await setStatus(task, status);
    const calls = await Promise.allSettled([
      edit(task, [{ name: "b", value: "v" }], { force }),
      remove(task, ["a"], { force }),
    ]);
    expect(calls.map((call) => call.status)).toEqual(Array(2).fill(allowed ? "fulfilled" : "rejected"));
    expect(await names([task])).toEqual([{ task, names: [allowed ? "b" : "a"] }]);
  });

  it.each([
    [[]],
    [[{ value: "v" }]],
    [[{ name: "", value: "v" }]],
    [[{ name: "n" }]],
    [{ n: { name: "n", value: "v" } }],
    ["n"],
  ])("refuses %j with 400/12", async (configuration) => {
    await expect(edit(await create(), configuration)).rejects.toMatchObject({ code: 400, subcode: 12 });
  });

  it("unknown tasks are 400/101", async () => {
    for (const call of [
      () => edit("nope", [{ name: "n", value: "v" }]),
      () => remove("nope", ["n"]),
      () => list(["nope"]),
      () => names(["nope"]),
    ]) {
      await expect(call()).rejects.toMatchObject({ code: 400, subcode: 101 });
    }
  });
});

describe("artifacts", () => {
  const add = (task: string, artifacts: unknown) => t.call("tasks.add_or_update_artifacts", { task, artifacts });
  const remove = (task: string, artifacts: unknown) => t.call("tasks.delete_artifacts", { task, artifacts });

  it("are told apart by key and mode, and replaced as a whole", async () => {
    const task = await create();
    await add(task, [
      {
        key: "data",
        type: "pandas",
        uri: "s3://b/1",
        hash: "h",
        content_size: 2 ** 45,
        timestamp: 1_700_000_000,
        type_data: { preview: "p\u2028", content_type: "text/csv" },
        display_data: [["rows", "3"], ["cols", "4"], ["cols"]],
      },
      { key: "data", type: "custom", mode: "input" },
      { key: "a.b$", type: "custom", uri: "first" },
      { key: "a.b$", type: "custom", uri: "last" },
    ]);
    expect((await shown(task)).execution.artifacts).toEqual([
      { key: "a.b$", type: "custom", mode: "output", uri: "last", display_data: [] },
      { key: "data", type: "custom", mode: "input", display_data: [] },
      {
        key: "data",
        type: "pandas",
        mode: "output",
        uri: "s3://b/1",
        hash: "h",
        content_size: 2 ** 45,
        timestamp: 1_700_000_000,
        type_data: { preview: "p\u2028", content_type: "text/csv" },
        display_data: [["cols"], ["cols", "4"], ["rows", "3"]],
      },
    ]);
    await add(task, [{ key: "data", type: "custom", uri: "s3://b/2" }]);
    expect(await remove(task, [{ key: "data", mode: "input" }, { key: "never" }])).toEqual({ deleted: 1 });
    expect((await shown(task)).execution.artifacts).toEqual([
      { key: "a.b$", type: "custom", mode: "output", uri: "last", display_data: [] },
      { key: "data", type: "custom", mode: "output", uri: "s3://b/2", display_data: [] },
    ]);
  });

  it("are all kept when they come at the same time", async () => {
    const task = await create();
    await Promise.all(Array.from({ length: 12 }, (_, index) => add(task, [{ key: `k${index}`, type: "t" }])));
    expect(await t.app.db.taskArtifact.count({ where: { task } })).toBe(12);
  });

  it.each([
    [[]],
    ["text"],
    [[{ type: "t" }]],
    [[{ key: "k" }]],
    [[{ key: "", type: "t" }]],
    [[{ key: "k", type: "t", mode: "sideways" }]],
    [[{ key: "k", type: "t", content_size: "big" }]],
    [[{ key: "k", type: "t", content_size: 1e300 }]],
    [[{ key: "k", type: "t", timestamp: 0.5 }]],
    [[{ key: "k", type: "t", type_data: { preview: "\0" } }]],
    [[{ key: "k", type: "t", display_data: [["a", "\ud800"]] }]],
    [[{ key: "k", type: "t", display_data: ["a"] }]],
  ])("refuses %j with 400/12", async (artifacts) => {
    const task = await create();
    await expect(add(task, artifacts)).rejects.toMatchObject({ code: 400, subcode: 12 });
    expect(await t.app.db.taskArtifact.count({ where: { task } })).toBe(0);
  });
});

describe("models of a task", () => {
  const put = (task: string, item: Fields) => t.call("tasks.add_or_update_model", { task, ...item });
  const remove = (task: string, models: unknown) => t.call("tasks.delete_models", { task, models });

  it("are named on each side, in order of arrival", async () => {
    const task = await create();
    await put(task, { name: "best", model: "m1", type: "output" });
    await put(task, { name: "last", model: "m2", type: "output" });
    await put(task, { name: "best", model: "m3", type: "output" });
    await put(task, { name: "best", model: "m1", type: "input" });
    const updated = expect.any(String);
    expect((await shown(task)).models).toEqual({
      input: [{ name: "best", model: "m1", updated }],
      output: [
        { name: "best", model: "m3", updated },
        { name: "last", model: "m2", updated },
      ],
    });
    expect(
      await remove(task, [
        { name: "best", type: "output" },
        { name: "last", type: "input" },
      ]),
    ).toEqual({ updated: 1 });
    expect((await shown(task)).models.output).toEqual([{ name: "last", model: "m2", updated }]);
  });

  it("are all kept when they come at the same time", async () => {
    const task = await create();
    const names = Array.from({ length: 12 }, (_, index) => `m${index}`);
    await Promise.all(
      names.map((name) => put(task, { name, model: name, type: "output", iteration: names.indexOf(name) })),
    );
    const rows = await t.app.db.taskModel.findMany({ where: { task }, orderBy: { position: "asc" } });
    expect(rows.map(({ position }) => position)).toEqual(names.map((_, index) => index));
    expect(new Set(rows.map(({ name }) => name))).toEqual(new Set(names));
    expect((await row(task)).last_iteration).toBe(11n);
  });

  it("an iteration is a sign of life of a run and never falls", async () => {
    const task = await create();
    const started = new Date(Date.now() - 60_000);
    await t.app.db.task.update({ where: { id: task }, data: { status: "in_progress", started, last_iteration: 5n } });
    await put(task, { name: "m", model: "m", type: "output", iteration: 3 });
    const { last_iteration, active_duration } = await row(task);
    expect(last_iteration).toBe(5n);
    expect(active_duration).toBeGreaterThanOrEqual(60);
  });

  it.each([
    { name: "n", model: "m" },
    { name: "n", type: "input" },
    { model: "m", type: "input" },
    { name: "n", model: "m", type: "x" },
  ])("refuses %j with 400/12", async (item) => {
    await expect(put(await create(), item)).rejects.toMatchObject({ code: 400, subcode: 12 });
  });
});

it.each([
  ["created", true],
  ["queued", true],
  ["in_progress", true],
  ["stopped", false],
  ["published", false],
])("%s tasks take results: %s", async (status, allowed) => {
  const task = await create();
  await setStatus(task, status);
  const calls = await Promise.allSettled([
    t.call("tasks.add_or_update_artifacts", { task, artifacts: [{ key: "k", type: "t" }], force: true }),
    t.call("tasks.delete_artifacts", { task, artifacts: [{ key: "x" }], force: true }),
    t.call("tasks.add_or_update_model", { task, name: "n", model: "m", type: "output" }),
    t.call("tasks.delete_models", { task, models: [{ name: "x", type: "input" }] }),
  ]);
  expect(calls.map((call) => call.status)).toEqual(Array(4).fill(allowed ? "fulfilled" : "rejected"));
  expect(await t.app.db.taskArtifact.count({ where: { task } })).toBe(allowed ? 1 : 0);
  expect(await t.app.db.taskModel.count({ where: { task } })).toBe(allowed ? 1 : 0);
});
