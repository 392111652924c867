import { Prisma } from "@limpid/db";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Context, createContext } from "../platform/context";
import type { Document } from "../platform/documents";
import { newId } from "../platform/ids";
import { LATEST } from "../platform/version";
import { createTestApp, type TestApp } from "../testing";
import { type ExtrasRequest, withParentMeaning } from "./extras";
import { addProjectExtras, projectExtraConditions } from "./statistics";

let t: TestApp;
let ctx: Context;
const ids: Record<string, string> = {};

async function project(name: string, tags: { tags?: string[]; system_tags?: string[] } = {}) {
  ids[name] = (await t.call<{ id: string }>("projects.create", { name, ...tags })).id;
  return ids[name];
}

async function task(projectName: string, fields: Record<string, unknown> = {}) {
  const { user, company } = t.user;
  const base = { id: newId(), user, company, name: "a task", type: "training", status: "created", created: new Date() };
  await t.app.db.task.create({ data: { ...base, project: ids[projectName] ?? null, ...fields } });
}

beforeAll(async () => {
  t = await createTestApp();
  ctx = createContext(t.app, { identity: t.user, caller: { address: "" }, version: LATEST, callId: newId() });
  await project("top");
  await project("top/under");
  await project("other");
  await project("top/.datasets/set", { tags: ["gold"], system_tags: ["dataset", "hidden"] });
  ids["top/.datasets"] = (await t.app.db.project.findFirstOrThrow({ where: { name: "top/.datasets" } })).id;
  const hour = 3600 * 1000;
  await task("top", { active_duration: 60 });
  await task("top", { status: "in_progress", started: new Date("2024-01-02T03:04:05Z"), active_duration: 40 });
  await task("top", { type: "controller", system_tags: ["pipeline"], tags: ["run"] });
  await task("top", { status: "stopped", system_tags: ["archived"] });
  const ended = new Date(Date.now() - hour);
  await task("top/under", { status: "completed", started: new Date(ended.getTime() - 30_000), completed: ended });
  await task("top/under", { status: "completed", completed: new Date(Date.now() - 25 * hour) });
  await task("top/under", { status: "failed", completed: ended, user: t.root.user });
  const version = { type: "data_processing", system_tags: ["dataset"], tags: ["of a version"] };
  await task("top/.datasets/set", {
    ...version,
    created: new Date(2),
    runtime: { ds_file_count: 5, ds_total_size: 512 },
  });
  await task("top/.datasets/set", {
    ...version,
    created: new Date(1),
    runtime: { ds_file_count: 3, ds_total_size: 300 },
  });
});
afterAll(() => t.close());

async function extras(names: readonly string[], request: ExtrasRequest): Promise<Document[]> {
  const documents: Document[] = names.map((name) => ({ id: ids[name] }));
  await addProjectExtras(ctx, documents, request);
  return documents.map(({ id: _, ...rest }) => rest);
}

async function active(name: string, request: ExtrasRequest = {}) {
  const [document] = await extras([name], { include_stats: true, ...request });
  const { active: stats } = (document?.stats ?? {}) as { active: Record<string, unknown> };
  const counts = Object.entries(stats.status_count as Record<string, number>).filter(([, count]) => count > 0);
  return { ...stats, status_count: Object.fromEntries(counts) };
}

async function selected(request: ExtrasRequest): Promise<string[]> {
  const rows = await ctx.db.$queryRaw<Array<{ name: string }>>(
    Prisma.sql`SELECT name FROM projects AS "t" WHERE ${projectExtraConditions(ctx, request)} ORDER BY name`,
  );
  return rows.map((row) => row.name);
}

describe("include_stats", () => {
  it("adds up the tree without archived tasks", async () => {
    expect(await active("top")).toEqual({
      status_count: { created: 4, in_progress: 1, completed: 2, failed: 1 },
      total_tasks: 8,
      total_runtime: 130,
      completed_tasks_24h: 1,
      last_task_run: expect.stringMatching(/\+00:00$/),
    });
  });

  it("counts only the project itself without children", async () => {
    expect(await active("top", { stats_with_children: false })).toEqual({
      status_count: { created: 2, in_progress: 1 },
      total_tasks: 3,
      total_runtime: 100,
      completed_tasks_24h: 0,
      last_task_run: "2024-01-02T03:04:05+00:00",
    });
  });

  it("names every status, and nothing where nothing is", async () => {
    const [document] = await extras(["other"], { include_stats: true });
    expect(document).toEqual({
      stats: {
        active: {
          status_count: {
            created: 0,
            queued: 0,
            in_progress: 0,
            stopped: 0,
            publishing: 0,
            published: 0,
            closed: 0,
            failed: 0,
            completed: 0,
            unknown: 0,
          },
          total_tasks: 0,
          total_runtime: 0,
          completed_tasks_24h: 0,
          last_task_run: null,
        },
      },
      sub_projects: [],
    });
  });

  it("lists sub-projects at any depth", async () => {
    const [top, flat] = [
      await extras(["top"], { include_stats: true }),
      await extras(["top"], { include_stats: true, stats_with_children: false }),
    ];
    expect(((top[0]?.sub_projects ?? []) as Document[]).map((sub) => sub.name)).toEqual([
      "top/.datasets",
      "top/.datasets/set",
      "top/under",
    ]);
    expect(flat[0]?.sub_projects).toEqual([]);
  });

  it("counts what the filter and the users leave", async () => {
    const total = async (request: ExtrasRequest) =>
      ((await active("top", request)) as unknown as { total_tasks: number }).total_tasks;
    expect(await total({ include_stats_filter: { type: ["controller"] } })).toBe(1);
    expect(
      await total({ include_stats_filter: { system_tags: ["__$not", "pipeline"], status: ["completed", "failed"] } }),
    ).toBe(3);
    expect(await total({ include_stats_filter: { system_tags: { any: { include: ["dataset", "pipeline"] } } } })).toBe(
      3,
    );
    expect(await total({ active_users: [t.root.user] })).toBe(1);
  });
});

describe("children_type", () => {
  it("selects projects that lead to such children", async () => {
    expect(await selected({ children_type: "dataset" })).toEqual(["top", "top/.datasets", "top/.datasets/set"]);
    expect(await selected({ children_type: "pipeline" })).toEqual(["top"]);
    expect(await selected({ children_type: "report" })).toEqual([]);
    expect(await selected({ children_type: "dataset", children_tags: ["gold"] })).toHaveLength(3);
    expect(await selected({ children_type: "dataset", children_tags: ["of a version"] })).toEqual([]);
    expect(await selected({ children_type: "pipeline", children_tags: ["run"] })).toEqual(["top"]);
    expect(
      await selected({ children_type: "pipeline", children_tags_filter: { all: { include: ["run", "x"] } } }),
    ).toEqual([]);
  });

  it("counts data sets or the runs only", async () => {
    const [top] = await extras(["top"], { include_stats: true, children_type: "dataset" });
    expect(top?.stats).toEqual({ datasets: { count: 1, tags: ["gold"] } });
    expect(((top?.sub_projects ?? []) as Document[]).map((sub) => sub.name)).toEqual([
      "top/.datasets",
      "top/.datasets/set",
    ]);
    expect(await active("top", { children_type: "pipeline" })).toMatchObject({ total_tasks: 1 });
  });
});

describe("the other extras", () => {
  it("selects by user, parents included", async () => {
    expect(await selected({ active_users: [t.root.user] })).toEqual(["top", "top/under"]);
    expect(await selected({ active_users: ["nobody"] })).toEqual([]);
    expect(await selected({ active_users: [] })).toHaveLength(5);
  });

  it("counts own contents", async () => {
    expect(await extras(["top", "other"], { check_own_contents: true })).toEqual([
      { own_tasks: 3, own_models: 0 },
      { own_tasks: 0, own_models: 0 },
    ]);
    expect(await extras(["top/.datasets", "top"], { check_own_contents: true, children_type: "dataset" })).toEqual([
      { own_datasets: 1 },
      { own_datasets: 0 },
    ]);
  });

  it("shows the newest version of a data set, and what is hidden", async () => {
    expect(await extras(["top/.datasets/set", "top"], { include_dataset_stats: true, search_hidden: true })).toEqual([
      { hidden: true, dataset_stats: { file_count: 5, total_size: 512 } },
      {},
    ]);
  });
});

describe("withParentMeaning", () => {
  it.each([
    [{ parent: ["x"] }, { parent: undefined, path: ["x"] }],
    [
      { parent: ["x"], shallow_search: true },
      { parent: ["x"], shallow_search: true },
    ],
    [{ shallow_search: true }, { parent: [null], shallow_search: true }],
    [
      { parent: [], shallow_search: true },
      { parent: [null], shallow_search: true },
    ],
    [{ parent: [] }, { parent: [] }],
    [{ name: "n" }, { name: "n" }],
  ])("%j becomes %j", (request, expected) => expect(withParentMeaning(request)).toEqual(expected));
});
