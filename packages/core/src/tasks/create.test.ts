import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestApp, type TestApp } from "../testing";

type Fields = Record<string, unknown>;

let t: TestApp;
let project: string;
beforeAll(async () => {
  t = await createTestApp();
  project = (await t.call<{ id: string }>("projects.create", { name: "created in tests" })).id;
});
afterAll(() => t.close());

const create = async (fields: Fields = {}, options = {}) =>
  (await t.call<{ id: string }>("tasks.create", { name: "a task", type: "training", ...fields }, options)).id;
const clone = (body: Fields, options = {}) =>
  t.call<{ id: string; new_project?: { id: string; name: string } }>("tasks.clone", body, options);
const get = async (task: string) => (await t.call<{ task: Fields }>("tasks.get_by_id", { task })).task;
const row = (id: string) => t.app.db.task.findUniqueOrThrow({ where: { id } });
const model = async () => (await t.call<{ id: string }>("models.create", { name: "a model", uri: "s3://b/m" })).id;
const lr = (value: string) => ({ Args: { lr: { section: "Args", name: "lr", value } } });

/** What create takes beside the name, all of it. */
const everything = async () => ({
  project,
  comment: " two blanks ",
  tags: ["z", "a", "z"],
  system_tags: ["development", "keep"],
  output_dest: "s3://out",
  hyperparams: lr("0.1"),
  configuration: { "x.y": { name: "x.y", value: "v", type: "hocon" } },
  script: { repository: " r ", diff: " +x " },
  container: { image: "i", setup_shell_script: null },
  runtime: { "a.b": { c: null } },
  models: { input: [{ name: "start", model: await model() }] },
  execution: {
    framework: "torch",
    model_labels: { cat: 1 },
    artifacts: [
      { key: "i", type: "t", mode: "input" },
      { key: "o", type: "t" },
    ],
  },
});

describe("tasks.create", () => {
  it("starts a task with what is told and the defaults of the rest", async () => {
    const fields = await everything();
    const id = await create({ ...fields, name: "  padded  ", type: "report" });
    expect(await row(id)).toMatchObject({
      company: t.user.company,
      user: t.user.user,
      name: "padded",
      type: "report",
      status: "created",
      status_reason: null,
      comment: " two blanks ",
      tags: ["a", "z", "z"],
      script: { binary: "python", repository: "r", entry_point: "", requirements: {}, diff: " +x " },
      container: { image: "i", setup_shell_script: null },
      runtime: { "a.b": { c: null } },
      execution: { framework: "torch", model_labels: { cat: 1 } },
      output: { destination: "s3://out" },
      last_changed_by: t.user.user,
    });
    expect(await get(id)).toMatchObject({
      hyperparams: lr("0.1"),
      configuration: fields.configuration,
      models: { input: [{ name: "start" }], output: [] },
      execution: {
        artifacts: [
          { key: "i", mode: "input" },
          { key: "o", mode: "output" },
        ],
      },
    });
  });

  it.each([
    [{ name: null }, 12],
    [{ type: "cooking" }, 12],
    [{ type: null }, 12],
    [{ project: "nope" }, 16],
    [{ parent: "nope" }, 16],
    [{ models: { input: [{ name: "m", model: "nope" }] } }, 201],
    [{ runtime: { $x: 1 } }, 800],
    [{ execution: { model_labels: { $x: 1 } } }, 800],
    [{ tags: ["__$not"] }, 16],
  ])("refuses %j with %i, and so does tasks.validate", async (fields, subcode) => {
    const count = await t.app.db.task.count();
    await expect(create(fields)).rejects.toMatchObject({ code: 400, subcode });
    expect(await t.app.db.task.count()).toBe(count);
    const call = t.call("tasks.validate", { name: "valid", type: "training", ...fields });
    await expect(call).rejects.toMatchObject({ code: 400, subcode });
  });

  it("needs three characters of a name, which tasks.validate does not look at", async () => {
    await expect(create({ name: " ab " })).rejects.toMatchObject({ code: 400, subcode: 800 });
    expect(await t.call("tasks.validate", { name: "ab", type: "training" })).toEqual({});
  });

  it("moves system words of old clients out of the tags", async () => {
    const id = await create({ tags: ["archived", "mine"] }, { version: "2.2" });
    expect(await row(id)).toMatchObject({ tags: ["mine"], system_tags: ["archived"] });
  });
});

describe("tasks.clone", () => {
  it("takes what a run starts from, and nothing of what it gave", async () => {
    const fields = await everything();
    const source = await create({ ...fields, system_tags: ["development", "archived", "keep"] });
    await t.app.db.task.update({
      where: { id: source },
      data: {
        status: "completed",
        last_iteration: 9n,
        execution_queue: "q",
        output: { destination: "s3://out", error: "e" },
      },
    });
    const { id } = await clone({ task: source }, { as: t.root });
    expect(await row(id)).toMatchObject({
      user: t.root.user,
      status: "created",
      parent: source,
      system_tags: ["keep"],
      runtime: {},
      output: { destination: "s3://out" },
      execution_queue: null,
      last_iteration: 0n,
    });
    const [one, other] = [await get(source), await get(id)];
    for (const field of [
      "name",
      "comment",
      "project",
      "tags",
      "script",
      "container",
      "hyperparams",
      "configuration",
      "models",
    ]) {
      expect(other[field], field).toEqual(one[field]);
    }
    expect((other.execution as Fields).artifacts).toMatchObject([{ key: "i", mode: "input" }]);
  });

  it("takes changes in place of what the source has", async () => {
    const source = await create(await everything());
    const [input, parent] = [await model(), await create()];
    const { id, new_project } = await clone({
      task: source,
      new_task_name: "named",
      new_task_comment: "c",
      new_task_tags: ["t"],
      new_task_system_tags: ["archived"],
      new_task_parent: parent,
      new_project_name: "made/by clone",
      new_task_hyperparams: lr("9"),
      new_task_configuration: {},
      new_task_container: { image: "j" },
      new_task_input_models: [{ name: "other", model: input }],
      execution_overrides: { framework: "f2", parameters: { no: "effect" } },
    });
    expect(new_project).toEqual({ id: expect.any(String), name: "made/by clone" });
    expect(await get(id)).toMatchObject({
      name: "named",
      comment: "c",
      tags: ["t"],
      system_tags: ["archived"],
      parent,
      project: new_project?.id,
      hyperparams: lr("9"),
      configuration: {},
      container: { image: "j" },
      models: { input: [{ name: "other", model: input }] },
      execution: { framework: "f2", model_labels: { cat: 1 }, parameters: {} },
    });
  });

  it("inherits the parent, unless that is deleted", async () => {
    const [grandparent, source] = [await create(), await create()];
    await t.app.db.task.update({ where: { id: source }, data: { parent: grandparent } });
    expect((await row((await clone({ task: source })).id)).parent).toBe(grandparent);
    await t.app.db.task.update({ where: { id: source }, data: { parent: `__DELETED__${grandparent}` } });
    expect((await row((await clone({ task: source })).id)).parent).toBe(source);
  });

  it("makes an own task of a public one", async () => {
    const source = await create();
    await t.call("tasks.make_public", { ids: [source] });
    expect(await row((await clone({ task: source })).id)).toMatchObject({
      company: t.user.company,
      company_origin: null,
    });
  });

  it("2.5 overrides model and image of the copy", async () => {
    const [source, input] = [await create(await everything()), await model()];
    const execution_overrides = { parameters: { lr: "8" }, model: input, docker_cmd: "cloned -x" };
    const { id } = await clone({ task: source, execution_overrides }, { version: "2.5" });
    expect(await get(id)).toMatchObject({
      hyperparams: lr("0.1"),
      models: { input: [{ name: "Input Model", model: input }] },
      container: { image: "cloned", arguments: "-x" },
    });
  });

  it.each([
    [{ task: "nope" }, 101],
    [{ task: null }, 12],
    [{ new_task_name: "ab" }, 800],
    [{ new_task_parent: "nope" }, 101],
    [{ new_task_project: "nope" }, 401],
    [{ new_project_name: "", new_task_tags: ["__$or"] }, 16],
    [{ new_task_input_models: [{ name: "n", model: "nope" }], validate_references: true }, 201],
    [{ new_task_hyperparams: { Args: { a: {} } } }, 800],
    [{ execution_overrides: "text" }, 12],
  ])("refuses %j with %i", async (fields, subcode) => {
    const source = await create();
    const count = await t.app.db.task.count();
    await expect(clone({ task: source, ...fields })).rejects.toMatchObject({ code: 400, subcode });
    expect(await t.app.db.task.count()).toBe(count);
  });
});

it("tasks.make_public and tasks.make_private go there and back once", async () => {
  const ids = [await create()];
  for (const name of ["tasks.make_public", "tasks.make_private"]) {
    expect(await t.call(name, { ids })).toEqual({ updated: 1 });
    await expect(t.call(name, { ids })).rejects.toMatchObject({ code: 400, subcode: 101 });
  }
});
