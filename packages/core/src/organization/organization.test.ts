import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Context } from "../platform/context";
import { createContext } from "../platform/context";
import { COMPANY_ID, newId } from "../platform/ids";
import { RawReply } from "../platform/reply";
import { LATEST } from "../platform/version";
import { createTestApp, type TestApp } from "../testing";
import { csvHeader, csvRow } from "./csv";
import { downloadForGetAll } from "./endpoints/download_for_get_all";
import { recordUsage, splitByDay } from "./usage";

let clock = new Date("2026-03-01T12:00:00Z");
let test: TestApp;
beforeAll(async () => {
  test = await createTestApp({ now: () => clock });
});
afterAll(() => test.close());

const context = (as = test.user): Context =>
  createContext(test.app, { identity: as, caller: { address: "" }, version: LATEST, callId: newId() });

async function addProject(name: string, parents: readonly string[] = [], system_tags: string[] = []): Promise<string> {
  const id = newId();
  await test.app.db.project.create({
    data: {
      id,
      name,
      basename: name.split("/").at(-1) ?? name,
      user: test.user.user,
      company: COMPANY_ID,
      created: clock,
      parent: parents.at(-1) ?? null,
      path: [...parents],
      system_tags,
    },
  });
  return id;
}

async function addTask(values: Record<string, unknown> = {}): Promise<string> {
  const id = newId();
  await test.app.db.task.create({
    data: {
      id,
      name: "a task",
      type: "training",
      status: "created",
      company: COMPANY_ID,
      user: test.user.user,
      created: clock,
      ...values,
    },
  });
  return id;
}

describe("CSV", () => {
  /** A reader of RFC 4180, to read back what was written. */
  function read(text: string): string[][] {
    const rows: string[][] = [];
    let row: string[] = [];
    for (const [, cell = "", end] of text.matchAll(/"((?:[^"]|"")*)"(,|\r\n)/g)) {
      row.push(cell.replaceAll('""', '"'));
      if (end === ",") continue;
      rows.push(row);
      row = [];
    }
    return rows;
  }

  it("gives back any texts, none of which a spreadsheet would run", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme" }), { minLength: 1 }), (cells) => {
        const [row = []] = read(csvRow(cells));
        expect(row.map((cell) => cell.replace(/^'(?=[=+\-@\t\r])/, ""))).toEqual(cells);
        expect(row.some((cell) => /^[=+\-@]/.test(cell))).toBe(false);
      }),
    );
  });

  it("writes numbers as numbers, lists side by side, and nothing for what is missing", () => {
    expect(csvHeader(["a", "="])).toBe('\uFEFF"a","="\r\n');
    expect(csvRow([-0.5, ["x", null, 2], undefined, { a: 1 }, true])).toBe('"-0.5","x, , 2","","{""a"":1}","true"\r\n');
  });
});

describe("organization.download_for_get_all", () => {
  const prepare = (body: Record<string, unknown>, as = test.user) =>
    test.call<{ prepare_id: string }>(
      "organization.prepare_download_for_get_all",
      { entity_type: "task", only_fields: ["name"], field_mappings: [{ field: "name" }], ...body },
      { as },
    );

  async function download(prepare_id: string, as = test.user) {
    const reply = await downloadForGetAll.handler(context(as), { prepare_id } as never);
    if (!(reply instanceof RawReply)) throw new TypeError("no raw reply");
    let text = "";
    for await (const piece of reply.body) text += String(piece);
    return { text, filename: reply.filename };
  }

  it("reads fields below references, lists and escaped keys, and shows values under their names", async () => {
    const project = await addProject("down/load");
    const task = await addTask({ name: "=1+1", project, system_tags: ["x"] });
    await test.app.db.taskHyperparam.create({ data: { task, section: "Args", name: "l.r", value: "-1" } });
    await test.app.db.lastMetric.create({
      data: { owner: task, metric_hash: "m", variant_hash: "v", metric: "loss", variant: "train", value: -0.25 },
    });
    const { prepare_id } = await prepare({
      project: [project],
      page_size: 1,
      page: 7,
      only_fields: [
        "name",
        "project.name",
        "user.name",
        "hyperparams.Args.l%2Er.value",
        "last_metrics.m.v.value",
        "status",
      ],
      field_mappings: [
        { field: "name" },
        { field: "project.name", name: "Project" },
        { field: "hyperparams.Args.l%2Er.value", name: "lr" },
        { field: "last_metrics.m.v.value", name: "loss" },
        { field: "status", values: [{ key: "created", value: "Draft" }] },
        { field: "comment", values: [{ key: null, value: "none" }] },
      ],
    });
    const expected = {
      text: '\uFEFF"name","Project","lr","loss","status","comment"\r\n"\'=1+1","down/load","\'-1","-0.25","Draft","none"\r\n',
      filename: "clearml-load-tasks.csv",
    };
    expect(await download(prepare_id)).toEqual(expected);
    expect(await download(prepare_id, test.root)).toEqual(expected);
  });

  it("has every row once, in order, beyond one chunk", async () => {
    const project = await addProject("many");
    const names = Array.from({ length: 1203 }, (_, index) => `task ${String(index).padStart(4, "0")}`);
    await test.app.db.task.createMany({
      data: names.map((name) => ({
        id: newId(),
        name,
        type: "training",
        status: "created",
        company: COMPANY_ID,
        user: test.user.user,
        created: clock,
        project,
      })),
    });
    const { prepare_id } = await prepare({ project: [project], order_by: ["name"] });
    const { text } = await download(prepare_id);
    expect(text).toBe(`\uFEFF"name"\r\n${names.map((name) => `"${name}"\r\n`).join("")}`);
  });

  it("answers 400/10 to unknown ids, after 300 seconds, and to other companies", async () => {
    const invalidId = { code: 400, subcode: 10 };
    const { prepare_id } = await prepare({ id: [newId()] });
    const stranger = { ...test.user, company: newId() };
    await expect(download(prepare_id, stranger)).rejects.toMatchObject(invalidId);
    await expect(download(newId())).rejects.toMatchObject(invalidId);
    await expect(download("\0")).rejects.toMatchObject(invalidId);
    clock = new Date(clock.getTime() + 301_000);
    await expect(download(prepare_id)).rejects.toMatchObject(invalidId);
  });

  it("refuses at once what could not be read later", async () => {
    await expect(prepare({ only_fields: ["bogus"] })).rejects.toMatchObject({ code: 400, subcode: 14 });
    await expect(prepare({ name: "(" })).rejects.toMatchObject({ code: 400, subcode: 21 });
    await expect(prepare({ field_mappings: [{ name: "no field" }] })).rejects.toMatchObject({ code: 400, subcode: 12 });
    await expect(prepare({ entity_type: "queue" })).rejects.toMatchObject({ code: 400, subcode: 12 });
    await expect(prepare({ comment: "\0" })).rejects.toMatchObject({ code: 400 });
  });
});

describe("organization.get_entities_count", () => {
  const count = (body: Record<string, unknown>) => test.call("organization.get_entities_count", body);

  it("counts each kind by its own rule, and reports by the project beside their folder", async () => {
    const project = await addProject("counted");
    const folder = await addProject("counted/.reports", [project], ["hidden", "reports"]);
    await addProject("counted/.pipelines/one", [project], ["hidden", "pipeline"]);
    await addTask({ project });
    await addTask({ project, type: "controller", system_tags: ["pipeline"] });
    await addTask({ project, type: "data_processing", system_tags: ["dataset"] });
    await addTask({ project, type: "data_processing" });
    await addTask({ project: folder, type: "report", system_tags: ["hidden", "reports"] });
    const inside = { project: [project] };
    expect(
      await count({
        tasks: inside,
        pipeline_runs: inside,
        dataset_versions: inside,
        reports: inside,
        projects: { name: "^counted" },
        pipelines: { name: "^counted", system_tags: ["pipeline"] },
        models: null,
      }),
    ).toEqual({ tasks: 4, pipeline_runs: 1, dataset_versions: 1, reports: 1, projects: 1, pipelines: 1 });
    expect(await count({ tasks: inside, limit: 3 })).toEqual({ tasks: 3 });
    expect(await count({ tasks: inside, projects: { name: "^counted" }, active_users: [newId()] })).toEqual({
      tasks: 0,
      projects: 0,
    });
  });

  it("tells which query failed and counts the others; what is no query is 400/12", async () => {
    expect(
      await count({ tasks: { name: "(" }, models: { tags: ["__$bad"] }, projects: { name: "^nothing$" } }),
    ).toEqual({
      projects: 0,
      errors: { tasks: expect.stringContaining("regex"), models: expect.any(String) },
    });
    await expect(count({ tasks: "all" })).rejects.toMatchObject({ code: 400, subcode: 12 });
    await expect(count({ limit: -1 })).rejects.toMatchObject({ code: 400, subcode: 12 });
  });
});

it("organization.get_user_companies names the company, its people and its administrators", async () => {
  expect(await test.call("organization.get_user_companies")).toEqual({
    companies: [
      { id: COMPANY_ID, name: "clearml", allocated: 2, owners: [{ id: test.root.user, name: test.root.user_name }] },
    ],
  });
});

it("organization.get_tags collects from tasks and models", async () => {
  await addTask({ tags: ["of-task"], system_tags: ["organized"] });
  await test.app.db.model.create({
    data: {
      id: newId(),
      name: "m",
      company: COMPANY_ID,
      user: test.user.user,
      created: clock,
      tags: ["of-model"],
      system_tags: ["organized"],
    },
  });
  const filter = { system_tags: ["organized"] };
  expect(await test.call("organization.get_tags", { filter })).toEqual({ tags: ["of-model", "of-task"] });
  expect(await test.call("organization.get_tags", { filter, include_system: true })).toEqual({
    tags: ["of-model", "of-task"],
    system_tags: ["organized"],
  });
});

describe("organization.get_project_usages", () => {
  const usages = (body: Record<string, unknown>) =>
    test.call<Record<string, { total: Record<string, unknown>[]; series: Record<string, unknown>[] }>>(
      "organization.get_project_usages",
      { from_date: "2026-01-01T10:00:00", to_date: "2026-01-31", ...body },
    );

  it("adds up stretches by day, project, user and queue, weighted as the worker said", async () => {
    const above = await addProject("use");
    const inner = await addProject("use/inner", [above]);
    const queue = newId();
    await test.app.db.queue.create({ data: { id: queue, name: "used", company: COMPANY_ID, created: clock } });
    const task = { id: newId(), company: COMPANY_ID, user: test.user.user, project: inner, execution_queue: queue };
    const resources = { cpu_usage: 2, gpu_usage: 0.5 };
    const at = (text: string) => new Date(`2026-01-${text}Z`);
    await recordUsage(context(), { task, from: at("01T23:59:50"), to: at("02T00:00:20"), resources });
    await recordUsage(context(), { task, from: at("02T00:00:20"), to: at("02T00:00:30"), resources });
    await recordUsage(context(), { task, from: at("04T00:00:00"), to: at("04T00:00:01"), resources });
    const byHand = { ...task, id: newId(), project: above, execution_queue: null };
    await recordUsage(context(), { task: byHand, from: at("03T00:00:00"), to: at("03T00:01:00"), resources });
    const day = (date: string) => at(`${date}T00:00:00`).getTime() / 1000;

    const queued = await usages({ projects: [above], usage_fields: ["duration", "cpu_usage", "gpu_usage"] });
    const of = { id: inner, name: "use/inner" };
    expect(queued.projects).toEqual({
      total: [{ ...of, duration: 41, cpu_usage: 82, gpu_usage: 20.5 }],
      series: [
        {
          ...of,
          dates: ["01", "02", "03", "04"].map(day),
          duration: [10, 30, 0, 1],
          cpu_usage: [20, 60, 0, 2],
          gpu_usage: [5, 15, 0, 0.5],
        },
      ],
    });
    expect(queued.queues?.total).toEqual([{ id: queue, name: "used", duration: 41, cpu_usage: 82, gpu_usage: 20.5 }]);
    expect(queued.users?.total).toMatchObject([{ id: test.user.user, name: test.user.user_name }]);

    const all = await usages({ projects: [above], include_development: true });
    expect(all.queues?.total).toEqual([
      { id: null, name: null, duration: 60, gpu_usage: 60, gpu_artificial_weights: true },
      { id: queue, name: "used", duration: 41, gpu_usage: 20.5 },
    ]);
    expect(all.projects?.total).toHaveLength(2);
    expect(await usages({ projects: [above], breakdown_keys: ["queue"], from_date: "2026-01-05" })).toEqual({
      queues: { total: [], series: [] },
    });
  });

  it("splits a run at every midnight and loses nothing", () => {
    const moment = fc.integer({ min: 0, max: 4e12 });
    fc.assert(
      fc.property(moment, fc.integer({ min: 0, max: 4e8 }), (from, length) => {
        const days = splitByDay(from, from + length);
        expect(days.reduce((sum, { seconds }) => sum + seconds, 0)).toBeCloseTo(length / 1000, 3);
        expect(days.every(({ seconds }) => seconds > 0 && seconds <= 86_400)).toBe(true);
        expect(new Set(days.map((one) => one.day)).size).toBe(days.length);
      }),
    );
    expect(splitByDay(5, 4)).toEqual([]);
  });

  it("answers 400/12 to dates that are none, are in wrong order, and to no projects", async () => {
    const refused = { code: 400, subcode: 12 };
    await expect(usages({ projects: ["p"], from_date: "never" })).rejects.toMatchObject(refused);
    await expect(usages({ projects: ["p"], to_date: "2025-01-01" })).rejects.toMatchObject(refused);
    await expect(usages({ projects: [] })).rejects.toMatchObject(refused);
    await expect(usages({ projects: ["p"], usage_fields: ["love"] })).rejects.toMatchObject(refused);
  });
});
