import { Prisma } from "@limpid/db";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { entities } from "../../entities";
import { inTransaction } from "../context";
import { md5, newId } from "../ids";
import { countDocuments, findDocuments } from "./find";
import { loadDocuments } from "./load";
import { createFindTest, type FindTest, NOW } from "./testing";
import { runLimited } from "./where";

let test: FindTest;
let ctx: FindTest["ctx"];
let db: FindTest["db"];
let addTask: FindTest["addTask"];
let addProject: FindTest["addProject"];
beforeAll(async () => {
  test = await createFindTest();
  ({ ctx, db, addTask, addProject } = test);
});
afterAll(() => test.close());

const find = (request: Record<string, unknown>, mode: "get_all" | "get_all_ex" = "get_all") =>
  findDocuments(ctx, entities.task, request, { mode });
const names = async (request: Record<string, unknown>) =>
  (await find({ only_fields: ["name"], order_by: ["name"], ...request })).documents.map(({ name }) => name);

describe("documents", () => {
  it("shows a bare task as clients know it", async () => {
    const id = await addTask({ name: "bare" });
    const [document] = await loadDocuments(ctx, entities.task, [id]);
    expect(document).toEqual({
      id,
      company: test.user.company,
      user: test.user.user,
      name: "bare",
      type: "training",
      status: "created",
      report_assets: [],
      created: "2026-01-02T03:04:05.678000+00:00",
      output: {},
      execution: { test_split: 0, parameters: {}, model_desc: {}, model_labels: {}, artifacts: [] },
      tags: [],
      system_tags: [],
      last_iteration: 0,
      last_metrics: {},
      metric_stats: {},
      hyperparams: {},
      configuration: {},
      runtime: {},
      models: { input: [], output: [] },
      container: {},
    });
  });

  it("puts narrow tables together, whole and in parts", async () => {
    const project = await addProject("narrow");
    const model = newId();
    await db.model.create({
      data: { id: model, company: test.user.company, user: test.user.user, name: "m", created: NOW, project },
    });
    const task = await addTask({
      name: "full",
      project,
      runtime: { "a.b": 1, n: null },
      script: { binary: "python", diff: null, requirements: { pip: "x" } },
    });
    await db.taskHyperparam.createMany({
      data: [
        { task, section: "Args", name: "a.b", value: "1" },
        { task, section: "Args", name: "__proto__", value: "2", type: "int" },
      ],
    });
    await db.taskModel.create({ data: { task, type: "input", position: 0, name: "i", model, updated: NOW } });
    await db.taskArtifact.create({
      data: { task, key: "k", mode: "output", content_size: 5n, type_data: { preview: "p" } },
    });
    await db.lastMetric.create({
      data: {
        owner: task,
        metric: "m",
        variant: "v",
        metric_hash: md5("m"),
        variant_hash: md5("v"),
        value: 0.5,
        count: 3n,
      },
    });
    const [document] = await loadDocuments(ctx, entities.task, [task]);
    expect(document).toMatchObject({
      runtime: { "a.b": 1, n: null },
      script: { binary: "python", requirements: { pip: "x" } },
      models: { input: [{ name: "i", model, updated: "2026-01-02T03:04:05.678000+00:00" }], output: [] },
      execution: {
        artifacts: [{ key: "k", mode: "output", content_size: 5, type_data: { preview: "p" }, display_data: [] }],
      },
      last_metrics: { [md5("m")]: { [md5("v")]: { metric: "m", variant: "v", value: 0.5, count: 3 } } },
    });
    expect(document?.script).not.toHaveProperty("diff");
    const { Args } = (document?.hyperparams ?? {}) as { Args?: object };
    expect(Object.keys(Args ?? {}).sort()).toEqual(["__proto__", "a.b"]);
    const part = async (fields: string[], mode: "get_all" | "get_all_ex" = "get_all") =>
      (await loadDocuments(ctx, entities.task, [task], { fields, mode }))[0];
    expect(await part(["hyperparams.Args.a%2Eb.value"])).toEqual({ hyperparams: { Args: { "a.b": { value: "1" } } } });
    expect(await part([`last_metrics.${md5("m")}.${md5("v")}.value`])).toEqual({
      last_metrics: { [md5("m")]: { [md5("v")]: { value: 0.5 } } },
    });
    expect(await part(["script.requirements", "runtime.a%2Eb", "models.input.model"])).toEqual({
      script: { requirements: { pip: "x" } },
      runtime: {},
      models: { input: [{ model }] },
    });
    expect(await part(["models.input.model.project.name", "execution.queue.name", "user.name"], "get_all_ex")).toEqual({
      id: task,
      execution: {},
      user: { id: test.user.user, name: test.user.user_name },
      models: { input: [{ model: { id: model, project: { id: project, name: "narrow" } } }] },
    });
    expect(await part(["-script", "-runtime.n"])).toMatchObject({ runtime: { "a.b": 1 } });
  });

  it("hides other companies and knows unknown fields", async () => {
    const foreign = await addTask({ name: "foreign", company: "other" });
    expect(await loadDocuments(ctx, entities.task, [foreign, "no such", "a\0b"])).toEqual([]);
    await expect(loadDocuments(ctx, entities.task, [foreign], { fields: ["nofield"] })).rejects.toMatchObject({
      code: 400,
      subcode: 14,
    });
    await expect(loadDocuments(ctx, entities.task, [foreign], { fields: ["script.nofield"] })).rejects.toMatchObject({
      subcode: 14,
    });
    await expect(loadDocuments(ctx, entities.task, [foreign], { fields: ["project.name"] })).rejects.toMatchObject({
      subcode: 14,
    });
    await expect(
      loadDocuments(ctx, entities.task, [foreign], { fields: ["hyperparams.a.b.c.d"] }),
    ).rejects.toMatchObject({ subcode: 12 });
  });
});

describe("conditions", () => {
  it("reads every kind", async () => {
    const top = await addProject("kinds");
    const below = await addProject("kinds/below", [top]);
    const one = await addTask({
      name: "one",
      project: top,
      comment: "First (c)",
      last_update: NOW,
      runtime: { k: "v" },
      last_iteration: 5n,
    });
    const two = await addTask({ name: "two", project: top, last_iteration: 9n, parent: one });
    await addTask({ name: "deep", project: below });
    await addTask({ name: "hid", project: top, system_tags: ["hidden"] });
    const project = [top];
    expect(await names({ project })).toEqual(["one", "two"]);
    expect(await names({ project, include_subprojects: true })).toEqual(["deep", "one", "two"]);
    expect(await names({ project, search_hidden: true })).toEqual(["hid", "one", "two"]);
    expect(await names({ project, last_iteration: [6, null] })).toEqual(["two"]);
    expect(await names({ project, last_update: ">=2026-01-01" })).toEqual(["one"]);
    expect(await names({ project, "runtime.k": "v" })).toEqual(["one"]);
    expect(await names({ project, parent: [null] })).toEqual(["one"]);
    expect(await names({ project, parent: one })).toEqual(["two"]);
    expect(await names({ project, name: "^t" })).toEqual(["two"]);
    expect(
      await names({
        project,
        _any_: { fields: ["name", "comment", "tags", "created", "nothing"], pattern: "FIRST|TWO" },
      }),
    ).toEqual(["one", "two"]);
    expect(await names({ id: [one, two, "x"], order_by: ["-last_iteration"] })).toEqual(["two", "one"]);
    expect(
      await countDocuments(ctx, entities.task, { project, last_metrics: 1, "last_metrics.a.b.value": [0, 1] }),
    ).toBe(0);
    expect(await names({ project, "last_metrics.a": [null, 1] })).toEqual(["one", "two"]);
    await expect(find({ project, "hyperparams.a.b.c.d": ["x"] })).rejects.toMatchObject({ subcode: 12 });
    await expect(find({ order_by: ["nofield"] })).rejects.toMatchObject({ subcode: 14 });
    await expect(find({ order_by: ["@text_score"] })).rejects.toMatchObject({ subcode: 16 });
    const many = Array.from({ length: 5001 }, (_, index) => `hyperparams.Args.p${index}`);
    await expect(find({ only_fields: many })).rejects.toMatchObject({ subcode: 12 });
    await expect(find({ order_by: many.slice(0, 33) })).rejects.toMatchObject({ subcode: 12 });
    await expect(find(Object.fromEntries(many.map((key) => [key, ["x"]])))).rejects.toMatchObject({ subcode: 12 });
    await expect(find({ _any_: { fields: many, pattern: "x" } })).rejects.toMatchObject({ subcode: 16 });
    expect((await find({ project, only_fields: ["id", ...many.slice(0, 5000 - 1)] })).documents).toHaveLength(2);
    await expect(find({ name: "[" })).rejects.toMatchObject({ subcode: 21 });
  });

  it("searches text with stems, phrases and exclusions, best first", async () => {
    const a = await addTask({ name: "running networks", comment: "zebra quick brown fox" });
    await addTask({ name: "other", comment: "slow zebra fox", script: { repository: "https://host/zebra-train.git" } });
    expect(await names({ search_text: "zebra" })).toEqual(["other", "running networks"]);
    expect(await names({ search_text: '"quick brown" zebra' })).toEqual(["running networks"]);
    expect(await names({ search_text: "zebra -slow" })).toEqual(["running networks"]);
    expect(await names({ search_text: "run nothing" })).toEqual(["running networks"]);
    expect(await names({ search_text: "train.git" })).toEqual(["other"]);
    expect(await names({ search_text: a })).toEqual(["running networks"]);
    expect(await names({ search_text: "nosuchword" })).toEqual([]);
    expect(await names({ search_text: "-zebra" })).toEqual([]);
    expect(await names({ search_text: "-zebra", order_by: ["@text_score"] })).toEqual([]);
    expect(await names({ search_text: "zebra brown", order_by: ["@text_score"] })).toEqual([
      "running networks",
      "other",
    ]);
    const model = newId();
    await db.taskModel.create({ data: { task: a, type: "output", position: 0, name: "o", model } });
    expect(await names({ search_text: `${model} nothing` })).toEqual(["running networks"]);
    expect(await names({ search_text: "it's \\ 'odd" })).toEqual([]);
    await db.task.update({ where: { id: a }, data: { comment: "changed" } });
    expect(await names({ search_text: "changed" })).toEqual(["running networks"]);
    await db.task.delete({ where: { id: a } });
    expect(await names({ search_text: "changed" })).toEqual([]);
  });
});

describe("the time limit of patterns", () => {
  const slow = Prisma.sql`SELECT pg_sleep(5)::text`;

  it("ends what takes too long as a bad pattern, alone and inside a transaction that then goes on", async () => {
    await expect(runLimited(ctx, slow, true, 50)).rejects.toMatchObject({ code: 400, subcode: 21 });
    const limits = await inTransaction(ctx, async (tx) => {
      await runLimited(tx, Prisma.sql`SELECT 1`, true, 50);
      return tx.db.$queryRaw`SHOW statement_timeout`;
    });
    expect(limits).toEqual([{ statement_timeout: "0" }]);
  });
});

describe("paging", () => {
  it("scrolls per user, refreshes, and starts over with an unknown id", async () => {
    const project = [await addProject("scrolled")];
    for (const name of ["p1", "p2", "p3", "p4", "p5"]) await addTask({ name, project: project[0] });
    const page = async (request: Record<string, unknown>) => {
      const { documents, scroll_id } = await find({
        project,
        order_by: ["name"],
        only_fields: ["name"],
        size: 2,
        ...request,
      });
      return [documents.map(({ name }) => name).join(" "), scroll_id] as const;
    };
    const [first, id] = await page({ scroll_id: null });
    expect([first, id]).toEqual(["p1 p2", expect.any(String)]);
    expect(await page({ scroll_id: id })).toEqual(["p3 p4", id]);
    expect(await page({ scroll_id: id, refresh_scroll: true })).toEqual(["p1 p2 p3 p4", id]);
    expect(await page({ scroll_id: id })).toEqual(["p5", id]);
    expect(await page({ scroll_id: id })).toEqual(["", id]);
    expect((await page({ scroll_id: "x" }))[0]).toBe("p1 p2");
    // what came meanwhile is found where it belongs, by going on and by looking again
    await addTask({ name: "p6", project: project[0] });
    expect(await page({ scroll_id: id })).toEqual(["p6", id]);
    expect(await page({ scroll_id: id, refresh_scroll: true })).toEqual(["p1 p2 p3 p4 p5 p6", id]);
    const other = { ...ctx, identity: { ...test.user, user: "somebody else" } };
    const foreign = await findDocuments(
      other,
      entities.task,
      { project, order_by: ["name"], size: 1, scroll_id: id },
      { mode: "get_all" },
    );
    expect(foreign.documents[0]?.name).toBe("p1");
    const later = { ...ctx, now: () => new Date(Date.now() + 601_000) };
    const expired = await findDocuments(
      later,
      entities.task,
      { project, order_by: ["name"], size: 1, scroll_id: id },
      { mode: "get_all" },
    );
    expect(expired.documents[0]?.name).toBe("p1");
    expect((await page({ start: 1 }))[0]).toBe("p2 p3");
    expect((await page({ page: 1, page_size: 3 }))[0]).toBe("p4 p5 p6");
    for (const request of [{ page: -1 }, { page_size: 0 }, { start: 0, size: null }, { scroll_id: null, size: null }]) {
      await expect(page(request)).rejects.toMatchObject({ code: 400, subcode: 12 });
    }
  });
});
