import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestApp, type TestApp } from "../testing";

type Fields = Record<string, unknown>;
interface Updated {
  readonly updated: number;
  readonly fields: Fields;
}

let t: TestApp;
let project: string;
beforeAll(async () => {
  t = await createTestApp();
  project = (await t.call<{ id: string }>("projects.create", { name: "tasks of tests" })).id;
});
afterAll(() => t.close());

const create = async (fields: Fields = {}) =>
  (await t.call<{ id: string }>("tasks.create", { name: "a task", type: "training", ...fields })).id;
const edit = (task: string, fields: Fields, options = {}) =>
  t.call<Updated>("tasks.edit", { task, ...fields }, options);
const get = async (task: string, options = {}) =>
  (await t.call<{ task: Fields }>("tasks.get_by_id", { task }, options)).task;
const row = (id: string) => t.app.db.task.findUniqueOrThrow({ where: { id } });
const setStatus = (id: string, status: string) => t.app.db.task.update({ where: { id }, data: { status } });
const model = async () => (await t.call<{ id: string }>("models.create", { name: "a model", uri: "s3://b/m" })).id;
const marks = { last_change: expect.any(String), last_changed_by: expect.any(String) };

describe("tasks.edit", () => {
  it("merges embedded documents, replaces maps, shows the whole of what it changed", async () => {
    const task = await create({
      script: { repository: "r", branch: "b" },
      execution: { framework: "f", model_labels: { a: 1 } },
      container: { image: "i", arguments: "x" },
      runtime: { old: 1 },
      output_dest: "s3://old",
    });
    const { updated, fields } = await edit(task, {
      script: { branch: " main ", diff: " +x ", tag: null },
      execution: { model_labels: { b: 2 } },
      container: { image: "j" },
      runtime: { "new.key$": null },
      output_dest: "s3://new",
    });
    expect(updated).toBe(1);
    expect(fields).toEqual({
      script: { binary: "python", repository: "r", branch: "main", entry_point: "", requirements: {}, diff: " +x " },
      execution: {
        test_split: 0,
        parameters: {},
        model_desc: {},
        framework: "f",
        model_labels: { b: 2 },
        artifacts: [],
      },
      container: { image: "j" },
      runtime: { "new.key$": null },
      output: { destination: "s3://new" },
      last_update: expect.any(String),
      ...marks,
    });
    expect(await get(task)).toMatchObject({ ...fields });
  });

  it("passes nulls over, and changes nothing when nothing is left", async () => {
    const task = await create({ comment: "stays" });
    const before = await row(task);
    expect(await edit(task, { comment: null, tags: null, script: null, hyperparams: null })).toEqual({
      updated: 0,
      fields: {},
    });
    expect(await row(task)).toEqual(before);
  });

  it("moves last_update with the content only, and the project along", async () => {
    const other = (await t.call<{ id: string }>("projects.create", { name: "another of tests" })).id;
    const task = await create({ project });
    expect((await edit(task, { name: "renamed", comment: "c", project: other })).fields).toEqual({
      name: "renamed",
      comment: "c",
      project: other,
      ...marks,
    });
    expect((await edit(task, { tags: ["b", "a", "b"] })).fields).toMatchObject({
      tags: ["a", "b", "b"],
      last_update: expect.any(String),
    });
  });

  it("keeps the queue, the artifacts and all else of execution in their places", async () => {
    const task = await create();
    const artifacts = [
      {
        key: "a",
        type: "t",
        display_data: [
          ["z", "1"],
          ["a", "2"],
        ],
      },
    ];
    await edit(task, { execution: { queue: "q", artifacts, framework: "f" } });
    expect(await row(task)).toMatchObject({ execution_queue: "q", execution: { framework: "f" } });
    const shown = {
      key: "a",
      type: "t",
      mode: "output",
      display_data: [
        ["a", "2"],
        ["z", "1"],
      ],
    };
    expect((await get(task)).execution).toMatchObject({ queue: "q", framework: "f", artifacts: [shown] });
    await edit(task, { execution: { artifacts: [] } });
    expect((await get(task)).execution).toMatchObject({ queue: "q", artifacts: [] });
  });

  it("replaces both sides of the models", async () => {
    const id = await model();
    const task = await create({ models: { output: [{ name: "out", model: id }] } });
    const { fields } = await edit(task, {
      models: {
        input: [
          { name: "b", model: id },
          { name: "a", model: id },
        ],
      },
    });
    expect(fields.models).toEqual({
      input: [
        { name: "b", model: id, updated: expect.any(String) },
        { name: "a", model: id, updated: expect.any(String) },
      ],
      output: [],
    });
  });

  it.each([
    ["created", {}, true],
    ["queued", {}, false],
    ["published", {}, false],
    ["in_progress", { force: true }, true],
    ["published", { force: true }, true],
  ])("%s with %j: allowed %s", async (status, force, allowed) => {
    const task = await create();
    await setStatus(task, status);
    const call = edit(task, { comment: "edited", ...force });
    if (allowed) expect((await call).updated).toBe(1);
    else await expect(call).rejects.toMatchObject({ code: 400, subcode: 110 });
    expect((await row(task)).comment).toBe(allowed ? "edited" : null);
  });

  it("a published task is final but for what describes it, whatever the force; administrators may correct it (wire-protocol §16.11)", async () => {
    const task = await create({ hyperparams: { Args: { a: { section: "Args", name: "a", value: "1" } } } });
    await setStatus(task, "published");
    const described = { name: "described", comment: "c", tags: ["t"], system_tags: ["s"], runtime: { a: 1 } };
    expect((await edit(task, { ...described, force: true })).updated).toBe(1);
    const before = await row(task);
    const results = [
      { script: { diff: "x" } },
      { hyperparams: {} },
      { configuration: {} },
      { execution: { artifacts: [] } },
      { models: { input: [], output: [] } },
      { output_dest: "s3://elsewhere" },
      { type: "testing" },
      { container: { image: "x" }, comment: "hidden among others" },
    ];
    for (const fields of results)
      await expect(edit(task, { ...fields, force: true })).rejects.toMatchObject({ code: 400, subcode: 110 });
    expect(await row(task)).toEqual(before);
    expect(await t.call("tasks.edit", { task, force: true, type: "testing" }, { as: t.root })).toMatchObject({
      updated: 1,
    });
  });

  it.each([
    [{ name: "ab" }, 800],
    [{ tags: "lone" }, 800],
    [{ system_tags: ["a", null] }, 800],
    [{ tags: ["__$all"] }, 16],
    [{ tags: [1] }, 12],
    [{ type: "cooking" }, 12],
    [{ project: "nope" }, 16],
    [{ parent: "nope" }, 16],
    [{ models: { input: [{ name: "m", model: "nope" }] } }, 201],
    [{ models: { input: [{ name: "m" }] } }, 12],
    [{ execution: "text" }, 12],
    [{ execution: { model_labels: { a: "one" } } }, 12],
    [{ execution: { artifacts: [{ key: "k" }] } }, 12],
    [{ script: { diff: 1 } }, 12],
    [{ script: { diff: "\0" } }, 12],
    [{ container: { image: 5 } }, 12],
    [{ runtime: { "": 1 } }, 12],
    [{ runtime: { deep: JSON.parse("[".repeat(200) + "]".repeat(200)) } }, 12],
    [{ runtime: { half: ["\ud800"] } }, 12],
    [{ configuration: { c: { value: "v" } } }, 800],
  ])("refuses %j with %i and leaves everything as it was", async (fields, subcode) => {
    const task = await create({ comment: "before" });
    const before = await row(task);
    await expect(edit(task, { comment: "after", ...fields })).rejects.toMatchObject({ code: 400, subcode });
    expect(await row(task)).toEqual(before);
  });

  it("unknown tasks are 400/101, public ones 403/21", async () => {
    const task = await create();
    await t.call("tasks.make_public", { ids: [task] });
    await expect(edit("nope", { comment: "x" })).rejects.toMatchObject({ code: 400, subcode: 101 });
    await expect(edit(task, { comment: "x", force: true })).rejects.toMatchObject({ code: 403, subcode: 21 });
  });

  it("waits for a change of status and then sees it", async () => {
    const task = await create();
    let call: Promise<unknown> | undefined;
    await t.app.db.$transaction(async (tx) => {
      await tx.task.update({ where: { id: task }, data: { status: "in_progress" } });
      call = edit(task, { comment: "too late" }).catch((error: unknown) => error);
      const waiting = () => tx.$queryRaw<unknown[]>`SELECT FROM pg_locks WHERE NOT granted`;
      while ((await waiting()).length === 0);
    });
    expect(await call).toMatchObject({ code: 400, subcode: 110 });
    expect((await row(task)).comment).toBeNull();
  });

  it("loses nothing when one document is edited at the same time", async () => {
    const task = await create();
    const keys = ["repository", "branch", "tag", "version_num", "entry_point", "working_dir", "diff", "binary"];
    await Promise.all(keys.map((key) => edit(task, { script: { [key]: key } })));
    expect((await row(task)).script).toMatchObject(Object.fromEntries(keys.map((key) => [key, key])));
  });
});

describe("calls of old clients", () => {
  it("2.8 replaces legacy parameters and keeps the others", async () => {
    const hyperparams = { Args: { modern: { section: "Args", name: "modern", value: "1" } } };
    const task = await create({ hyperparams });
    const old = { version: "2.8" };
    await edit(task, { execution: { parameters: { gone: 1, "TF_DEFINE/x": "2" }, model_desc: { design: "d" } } }, old);
    const { fields } = await edit(task, { execution: { parameters: { lr: "3" } } }, old);
    expect(fields).toMatchObject({
      execution: { parameters: { lr: "3" } },
      hyperparams: { Args: { ...hyperparams.Args, lr: { section: "Args", name: "lr", value: "3", type: "legacy" } } },
    });
    expect(await get(task, old)).toMatchObject({
      execution: { parameters: { lr: "3" }, model_desc: { design: "d" } },
      configuration: { design: { name: "design", value: "d", type: "legacy" } },
    });
    expect((await row(task)).execution).toEqual({});
  });

  it("2.12 sets the input model and the image, and nothing beside them", async () => {
    const [input, output] = [await model(), await model()];
    const task = await create({
      models: { output: [{ name: "out", model: output }] },
      container: { image: "old", arguments: "-x", setup_shell_script: "s" },
    });
    await edit(task, { execution: { model: input, docker_cmd: "new:1 --ipc=host -e A=1" } }, { version: "2.12" });
    expect(await get(task)).toMatchObject({
      models: { input: [{ name: "Input Model", model: input }], output: [{ name: "out", model: output }] },
      container: { image: "new:1", arguments: "--ipc=host -e A=1", setup_shell_script: "s" },
    });
    const unknown = edit(task, { execution: { model: "nope" } }, { version: "2.12" });
    await expect(unknown).rejects.toMatchObject({ subcode: 201 });
  });
});

describe("tasks.update and tasks.update_batch", () => {
  it("change what describes a task, in any status", async () => {
    const task = await create({ output_dest: "s3://b" });
    await setStatus(task, "published");
    const said = { name: "  new name ", comment: "c", tags: ["b", "a"], status_message: "m", output__error: "boom" };
    expect(await t.call("tasks.update", { task, ...said, type: "qc", created: "2020-01-01" })).toEqual({
      updated: 1,
      fields: {
        name: "new name",
        comment: "c",
        tags: ["a", "b"],
        status_message: "m",
        "output.error": "boom",
        ...marks,
      },
    });
    expect(await get(task)).toMatchObject({ type: "training", output: { destination: "s3://b", error: "boom" } });
    expect(await t.call("tasks.update", { task, type: "qc" })).toEqual({ updated: 0, fields: {} });
  });

  it("a batch is all or none", async () => {
    const [one, two] = [await create(), await create()];
    const batch = (lines: unknown[]) => t.call<{ updated: number }>("tasks.update_batch", lines);
    const lines = [
      { task: two, comment: "2" },
      { task: one, comment: "1" },
      { task: one, output__error: "e" },
      { task: two },
    ];
    expect(await batch(lines)).toEqual({ updated: 3 });
    expect([await row(one), await row(two)]).toMatchObject([
      { comment: "1", output: { error: "e" } },
      { comment: "2" },
    ]);
    for (const [bad, subcode] of [
      [{ task: "nope", comment: "x" }, 101],
      [{ comment: "nobody" }, 12],
      [{ task: two, project: "nope" }, 16],
      [{ task: two, name: "x" }, 800],
    ] as const) {
      await expect(batch([{ task: one, comment: "lost" }, bad])).rejects.toMatchObject({ code: 400, subcode });
    }
    expect((await row(one)).comment).toBe("1");
    expect(await batch([])).toEqual({ updated: 0 });
  });
});

describe("tasks.edit_runtime and tasks.set_requirements", () => {
  it("loses nothing when keys are set at the same time", async () => {
    const task = await create({ runtime: { old: 1, kept: null } });
    const keys = Array.from({ length: 16 }, (_, index) => `k.${index}`);
    await Promise.all(
      keys.map((key) => t.call("tasks.edit_runtime", { task, add_or_update: { [key]: key }, remove: ["old"] })),
    );
    expect((await row(task)).runtime).toEqual({ kept: null, ...Object.fromEntries(keys.map((key) => [key, key])) });
    expect(await t.call("tasks.edit_runtime", { task, add_or_update: {}, remove: [] })).toEqual({ updated: 0 });
    const both = { task, add_or_update: { a: 1 }, remove: ["a"] };
    await expect(t.call("tasks.edit_runtime", both)).rejects.toMatchObject({ code: 400, subcode: 15 });
    await setStatus(task, "completed");
    const late = { task, add_or_update: { a: 1 } };
    await expect(t.call("tasks.edit_runtime", late)).rejects.toMatchObject({ code: 400, subcode: 110 });
  });

  it("requirements need a script", async () => {
    const task = await create({ script: { repository: "r", requirements: { pip: "old", conda: "c" } } });
    await setStatus(task, "completed");
    await t.call("tasks.set_requirements", { task, requirements: { pip: "new" } });
    expect((await row(task)).script).toMatchObject({ repository: "r", requirements: { pip: "new" } });
    await t.app.db.$executeRaw`UPDATE tasks SET script = NULL WHERE id = ${task}`;
    const bare = t.call("tasks.set_requirements", { task, requirements: {} });
    await expect(bare).rejects.toMatchObject({ code: 400, subcode: 122 });
  });
});

describe("several at once", () => {
  it("tasks.move by id, by name and to the top; unknown ones spoil it for all", async () => {
    const ids = [await create({ project }), await create()];
    const move = (body: Fields) => t.call<{ project_id: string | null }>("tasks.move", { ids, ...body });
    const { project_id } = await move({ project_name: "moved/here" });
    expect((await row(ids[1] ?? "")).project).toBe(project_id);
    await expect(move({ project, ids: [...ids, "nope"] })).rejects.toMatchObject({ subcode: 101 });
    await expect(move({ project: "nope" })).rejects.toMatchObject({ subcode: 401 });
    await expect(move({})).rejects.toMatchObject({ subcode: 11 });
    expect((await row(ids[0] ?? "")).project).toBe(project_id);
    expect(await move({ project: null })).toEqual({ project_id: null });
    expect((await row(ids[0] ?? "")).project).toBeNull();
  });

  it("tasks.update_tags adds what is missing and counts every task once", async () => {
    const ids = [await create({ tags: ["b", "x"] }), await create()];
    const change = { ids, add_tags: ["b", "a"], remove_tags: ["x"] };
    for (let round = 0; round < 2; round++) {
      expect(await t.call("tasks.update_tags", change)).toEqual({ updated: 2 });
      expect([await row(ids[0] ?? ""), await row(ids[1] ?? "")]).toMatchObject([
        { tags: ["a", "b"] },
        { tags: ["a", "b"] },
      ]);
    }
    await expect(t.call("tasks.update_tags", { ids: ["nope"], add_tags: ["z"] })).rejects.toMatchObject({
      subcode: 101,
    });
    await expect(t.call("tasks.update_tags", { ids })).rejects.toMatchObject({ subcode: 12 });
  });

  it("tasks.get_types of projects and those below them", async () => {
    const { id } = await t.call<{ id: string }>("projects.create", { name: "typed" });
    const below = (await t.call<{ id: string }>("projects.create", { name: "typed/below" })).id;
    await create({ project: id, type: "qc" });
    await create({ project: below, type: "monitor" });
    expect(await t.call("tasks.get_types", { projects: [id] })).toEqual({ types: ["monitor", "qc"] });
    expect(await t.call("tasks.get_types", { projects: ["nope"] })).toEqual({ types: [] });
  });
});
