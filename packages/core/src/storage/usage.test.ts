import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestApp, type TestApp } from "../testing";
import { countEvents, countFiles, type FileSum, lastCounts } from "./count";
import { countStorage } from "./job";
import { placeOfFile } from "./layout";
import type { UsageGroup, UsageTotal } from "./usage-schema";

let test: TestApp;
let vision: string;
let nested: string;
let big: string;
let small: string;
let dataset: string;

interface Reply {
  readonly events: { readonly counted: string | null };
  readonly files: { readonly counted: string | null };
  readonly totals: readonly UsageTotal[];
  readonly groups: readonly UsageGroup[];
  readonly total: number;
}
const usage = (body: object = {}) => test.call<Reply>("storage.usage", body, { as: test.root });
const project = async (name: string) => (await test.call<{ id: string }>("projects.create", { name })).id;
const create = async (name: string, of: string, more: object = {}) =>
  (await test.call<{ id: string }>("tasks.create", { name, type: "training", project: of, ...more })).id;
async function* from(sums: readonly FileSum[]) {
  yield* sums;
}
const shape = ({ groups }: Reply) => groups.map(({ type, name }) => [type, name]);

beforeAll(async () => {
  test = await createTestApp();
  vision = await project("vision");
  nested = await project("vision/detector");
  big = await create("big run", nested);
  small = await create("small run", vision);
  dataset = await create("images", await project("data"), { system_tags: ["dataset"] });
  const loose = await create("a loose one", vision);
  await test.app.db.task.update({ where: { id: loose }, data: { project: null } });
  const scalars = (task: string, count: number) =>
    Array.from({ length: count }, (_, iter) => ({
      ...{ task, type: "training_stats_scalar", metric: "m", variant: "v" },
      ...{ iter, value: Math.sin(iter) },
    }));
  await test.call("events.add_batch", [
    ...scalars(big, 3000),
    ...scalars(small, 10),
    ...scalars(loose, 1),
    { task: big, type: "log", msg: "a line" },
    { task: big, type: "training_debug_image", metric: "i", variant: "v", iter: 1, url: "http://x/1.png" },
  ]);
  await test.app.events.append({
    scalars: [
      { owner: "worker:c:u:w", metric: "cpu", variant: "0", iter: [1], timestamp: [1], value: [1] },
      { owner: "0".repeat(32), metric: "of a task that is gone", variant: "", iter: [1], timestamp: [1], value: [1] },
    ],
  });
});
afterAll(() => test.close());

describe("before the first count", () => {
  it("says that nothing is counted, and counts when asked to", async () => {
    expect(await usage()).toMatchObject({
      events: { counted: null },
      files: { counted: null },
      totals: [],
      groups: [],
    });
    expect(await test.call("storage.count", {}, { as: test.root })).toEqual({
      asked: expect.stringMatching(/^\d{4}-/),
    });
    expect(test.jobs.at(-1)?.kind).toBe(countStorage);
  });

  it("is for administrators", async () => {
    for (const name of ["usage", "count", "get_policies", "set_policies", "apply_policies"]) {
      await expect(test.call(`storage.${name}`)).rejects.toMatchObject({ code: 403 });
    }
  });
});

describe("usage", () => {
  beforeAll(async () => {
    await countEvents(test.app);
    await countFiles(
      test.app,
      from([
        { owner: small, kind: "artifacts", files: 1, bytes: 500_000 },
        { owner: small, kind: "artifacts", files: 2, bytes: 500_000 },
        { owner: dataset, kind: "artifacts", files: 4, bytes: 4_000_000 },
        { owner: big, kind: "images", files: 9, bytes: 9000 },
        { owner: "", kind: "other", files: 1, bytes: 7 },
      ]),
    );
  });

  it("adds up to the same whole by kind, by project and by task", async () => {
    const byProject = await usage();
    const byTask = await usage({ by: "task" });
    const sum = (list: readonly { readonly bytes: number }[]) => list.reduce((all, { bytes }) => all + bytes, 0);
    expect(sum(byProject.groups)).toBe(sum(byProject.totals));
    expect(sum(byTask.groups)).toBe(sum(byProject.totals));
    for (const group of [...byProject.groups, ...byTask.groups]) expect(sum(group.kinds)).toBe(group.bytes);
    const totals = Object.fromEntries(byProject.totals.map((one) => [one.kind, one]));
    expect(totals).toMatchObject({
      datasets: { bytes: 4_000_000, file_bytes: 4_000_000, files: 4, events: 0 },
      artifacts: { bytes: 1_000_000, files: 3 },
      scalars: { events: 3012, files: 0, file_bytes: 0 },
      logs: { events: 1 },
      images: { events: 1, files: 9, file_bytes: 9000 },
      monitoring: { events: 1 },
      other: { bytes: 7 },
    });
    expect(totals.images?.bytes).toBeGreaterThan(9000);
  });

  it("shows projects with what is below them, and goes down to tasks", async () => {
    expect(shape(await usage())).toEqual([
      ["project", "data"],
      ["project", "vision"],
      ["left", ""],
      ["here", ""],
    ]);
    expect(await usage({ project: nested })).toMatchObject({
      project: { id: nested, name: "vision/detector", parent: vision },
      groups: [{ type: "here", name: "vision/detector" }],
    });
    expect(shape(await usage({ project: vision }))).toEqual([
      ["here", "vision"],
      ["project", "vision/detector"],
    ]);
    expect(await usage({ project: vision, by: "task" })).toMatchObject({
      groups: [
        { type: "task", id: small, name: "small run", project: { id: vision, name: "vision" } },
        { type: "task", id: big, name: "big run", project: { id: nested, name: "vision/detector" } },
      ],
      total: 2,
    });
    await expect(usage({ project: "unknown" })).rejects.toMatchObject({ code: 400, subcode: 401 });
  });

  it("shows some kinds, names and pages", async () => {
    const scalars = await usage({ by: "task", kinds: ["scalars"] });
    expect(scalars.totals.map(({ kind }) => kind)).toEqual(["scalars"]);
    expect(scalars.groups[0]).toMatchObject({ id: big, kinds: [{ kind: "scalars" }] });
    expect(shape(await usage({ by: "task", search: "BIG_" }))).toEqual([]);
    expect(shape(await usage({ by: "task", search: "BIG r" }))).toEqual([["task", "big run"]]);
    const pages = await Promise.all([0, 1, 2, 3].map((page) => usage({ by: "task", page, page_size: 2 })));
    expect(pages.map(({ total }) => total)).toEqual([5, 5, 5, 5]);
    expect(pages.flatMap(({ groups }) => groups)).toEqual((await usage({ by: "task" })).groups);
  });

  it("shows the last count that is whole, and keeps no older one", async () => {
    const before = await usage();
    const broken = countFiles(
      test.app,
      (async function* () {
        yield* from(Array.from({ length: 1500 }, () => ({ owner: big, kind: "models" as const, files: 1, bytes: 1 })));
        throw new Error("the file server went away");
      })(),
    );
    await expect(broken).rejects.toThrow("went away");
    expect((await lastCounts(test.app)).files.running).not.toBeNull();
    expect((await usage()).totals).toEqual(before.totals);
    await countFiles(test.app, from([{ owner: big, kind: "models", files: 1, bytes: 5 }]));
    const after = await usage();
    expect(after.totals.filter(({ files }) => files > 0)).toMatchObject([{ kind: "models", files: 1, bytes: 5 }]);
    expect(await test.app.db.storageCount.count()).toBe(2);
    expect(await test.app.db.storageUsage.count({ where: { kind: "models" } })).toBe(1);
  });
});

it.each([
  [`project/a name.with dots.${"a1".repeat(16)}/artifacts/key/file.zip`, "a1".repeat(16), "artifacts"],
  [`a%2Fb/n.${"0f".repeat(16)}/models/m.pt`, "0f".repeat(16), "models"],
  [`p/q/n.${"0f".repeat(16)}/metrics/loss/train/x_1.jpeg`, "0f".repeat(16), "images"],
  [`p/n.${"0f".repeat(16)}/file`, "0f".repeat(16), "other"],
  [`p/n.${"0f".repeat(16)}`, "", "other"],
  ["somewhere/else.txt", "", "other"],
])("a file's place tells what it is: %s", (path, owner, kind) => expect(placeOfFile(path)).toEqual({ owner, kind }));
