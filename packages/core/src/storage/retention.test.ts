import { openEventStore } from "@limpid/event-store/open";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTestApp, type TestApp } from "../testing";
import { countEvents, countFiles } from "./count";
import { retain } from "./job";
import { type Effects, NO_POLICIES, type Policies, type RetentionRun } from "./policies-schema";
import { carryOut, dueRuns } from "./retention";

const DAY = 86_400_000;
const FILES = "http://localhost:8081";

let time = Date.parse("2026-01-01T00:00:00Z");
let test: TestApp;
beforeAll(async () => {
  test = await createTestApp({ now: () => new Date(time) });
});
afterAll(() => test.close());
beforeEach(async () => {
  await test.app.db.task.deleteMany();
  await test.app.db.retentionRun.deleteMany();
  await test.app.db.storagePolicies.deleteMany();
  await test.app.db.fileDeletion.deleteMany();
});

const asRoot = <T>(name: string, body: object = {}) => test.call<T>(name, body, { as: test.root });
const task = async (end: "completed" | "failed" | "published" | "archived" | "running" | "draft" = "completed") => {
  const { id } = await test.call<{ id: string }>("tasks.create", { name: `a ${end} task`, type: "training" });
  if (end === "draft") return id;
  await test.call("tasks.started", { task: id });
  await test.call("events.add_batch", [
    ...Array.from({ length: 20 }, (_, line) => ({ task: id, type: "log", msg: `line ${line}` })),
    ...Array.from({ length: 100 }, (_, iter) => ({
      ...{ task: id, type: "training_stats_scalar", metric: "m", variant: "v", iter, value: iter % 7 },
    })),
    ...Array.from({ length: 6 }, (_, iter) => ({
      ...{ task: id, type: "training_debug_image", metric: "i", variant: "v", iter },
      // The last two use the names of the first two again, as the SDK does.
      url: `${FILES}/p/n.${id}/metrics/i/v/${iter % 4}.png`,
    })),
    ...Array.from({ length: 5 }, (_, iter) => ({
      task: id,
      type: "plot",
      metric: "p",
      variant: "v",
      iter,
      plot_str: "{}",
    })),
  ]);
  if (end === "running") return id;
  await test.call(end === "failed" ? "tasks.failed" : "tasks.completed", { task: id });
  if (end === "published") await test.call("tasks.publish", { task: id });
  if (end === "archived") await test.call("tasks.archive", { tasks: [id] });
  return id;
};
const counts = async (id: string) =>
  Object.fromEntries((await test.app.events.usage([id])).map(({ kind, events }) => [kind, events]));
const whole = { log: 20, scalar: 100, image: 6, plot: 5 };

const policies = (changes: Partial<Policies>): Policies => ({ ...NO_POLICIES, ...changes });
const dry = async (set: Policies) =>
  (await asRoot<{ effects: Effects }>("storage.apply_policies", { dry_run: true, policies: set })).effects;
const apply = async (set: Policies): Promise<Effects | null> => {
  const { run } = await asRoot<{ run: string }>("storage.apply_policies", { policies: set });
  expect(test.jobs.at(-1)).toMatchObject({ kind: retain, payload: { run } });
  return carryOut(test.app, run);
};

const logs = policies({ logs: { enabled: true, days: 30 } });
const images = policies({ images: { enabled: true, days: 30, iterations: 2 } });

describe("logs", () => {
  it("go from runs that ended so many days ago, published and unfinished ones keep theirs", async () => {
    const ids = [
      await task(),
      await task("failed"),
      await task("published"),
      await task("running"),
      await task("draft"),
    ];
    expect(await dry(logs)).toEqual({ logs: expect.objectContaining({ tasks: 0, events: 0 }) });
    time += 31 * DAY;
    const young = await task();
    const planned = await dry(logs);
    expect(planned).toMatchObject({ logs: { tasks: 2, events: 40, files: 0 } });
    expect(planned.logs?.bytes).toBeGreaterThan(0);
    expect(await Promise.all(ids.map(counts))).toEqual([whole, whole, whole, whole, {}]);
    expect(await apply(logs)).toEqual(planned);
    const { log: _log, ...rest } = whole;
    expect(await Promise.all([...ids, young].map(counts))).toEqual([rest, rest, whole, whole, {}, whole]);
    expect(await dry(logs)).toMatchObject({ logs: { tasks: 0 } });
    expect(await apply({ ...logs, published: true })).toMatchObject({ logs: { tasks: 1, events: 20 } });
    expect(await counts(ids[2] as string)).toEqual(rest);
  });

  it("stay when the run was started again before its turn came", async () => {
    const id = await task();
    time += 31 * DAY;
    const { run } = await asRoot<{ run: string }>("storage.apply_policies", { policies: logs });
    const { usage } = test.app.events;
    // The run is chosen, then somebody continues it.
    Object.assign(test.app.events, {
      usage: async (owners: readonly string[]) => {
        const found = await usage.call(test.app.events, owners);
        await test.call("tasks.started", { task: id, force: true });
        return found;
      },
    });
    try {
      expect(await carryOut(test.app, run)).toEqual({ logs: expect.objectContaining({ tasks: 0, events: 0 }) });
    } finally {
      Object.assign(test.app.events, { usage });
    }
    expect(await counts(id)).toEqual(whole);
  });
});

describe("scalars", () => {
  const scalars = policies({ scalars: { enabled: true, days: 30, points: 20 } });

  it("of archived runs are thinned, once", async () => {
    const [archived, kept] = [await task("archived"), await task()];
    time += 31 * DAY;
    expect(await dry(scalars)).toMatchObject({ scalars: { tasks: 1, events: 80 } });
    const done = await apply(scalars);
    const left = (await counts(archived)).scalar ?? 0;
    expect(left).toBeLessThanOrEqual(20);
    expect(done).toMatchObject({ scalars: { tasks: 1, events: 100 - left } });
    expect(await counts(kept)).toEqual(whole);
    expect(await apply(scalars)).toEqual({});
  });

  it("stay as they are for so long after the run was archived", async () => {
    const id = await task();
    time += 31 * DAY;
    await test.call("tasks.archive", { tasks: [id] });
    expect(await dry(scalars)).toMatchObject({ scalars: { tasks: 0 } });
    time += 31 * DAY;
    expect(await dry(scalars)).toMatchObject({ scalars: { tasks: 1 } });
  });
});

describe("images and plots", () => {
  it("go but for the newest, with the files that nothing else shows", async () => {
    const id = await task();
    time += 31 * DAY;
    await countEvents(test.app);
    await countFiles(
      test.app,
      (async function* () {
        yield { owner: id, kind: "images" as const, files: 4, bytes: 400 };
      })(),
    );
    const both = policies({ ...images, images: images.images, plots: { enabled: true, days: 30, iterations: 1 } });
    const planned = await dry(both);
    expect(planned).toMatchObject({
      images: { tasks: 1, events: 4, files: 3, file_bytes: 267 },
      plots: { tasks: 1, events: 4, files: 0 },
    });
    expect(await apply(both)).toMatchObject({
      images: { tasks: 1, events: 4, files: 2 },
      plots: { tasks: 1, events: 4 },
    });
    expect(await counts(id)).toEqual({ ...whole, image: 2, plot: 1 });
    const scheduled = await test.app.db.fileDeletion.findMany({ orderBy: { url: "asc" } });
    expect(scheduled.map(({ url, company }) => [url, company])).toEqual(
      [2, 3].map((name) => [`${FILES}/p/n.${id}/metrics/i/v/${name}.png`, test.root.company]),
    );
  });
});

describe("runs", () => {
  it("begin each night where policies are on, and are told with what they did", async () => {
    expect(await dueRuns(test.app)).toEqual([]);
    await asRoot("storage.set_policies", { policies: NO_POLICIES });
    expect(await dueRuns(test.app)).toEqual([]);
    await task();
    time += 31 * DAY;
    await asRoot("storage.set_policies", { policies: logs });
    const [run = ""] = await dueRuns(test.app);
    expect(await dueRuns(test.app)).toEqual([run]);
    await carryOut(test.app, run);
    expect(await carryOut(test.app, run)).toBeNull();
    expect(await carryOut(test.app, "unknown")).toBeNull();
    const told = await asRoot<{ policies: Policies; runs: RetentionRun[] }>("storage.get_policies");
    expect(told).toMatchObject({
      policies: logs,
      runs: [{ id: run, user: null, finished: expect.any(String), effects: { logs: { tasks: 1, events: 20 } } }],
    });
    await asRoot("storage.apply_policies", {});
    expect((await asRoot<{ runs: RetentionRun[] }>("storage.get_policies")).runs[0]).toMatchObject({
      user: "The root",
      finished: null,
    });
  });

  it("go on where they were broken off, and several workers do each task once", async () => {
    const ids = [];
    for (let number = 0; number < 8; number++) ids.push(await task());
    time += 31 * DAY;
    const { run } = await asRoot<{ run: string }>("storage.apply_policies", { policies: logs });
    const { events } = test.app;
    const away = await openEventStore({ url: "http://127.0.0.1:9", autoCompact: false });
    await away.ready();
    let left = 3;
    const { remove } = events;
    Object.assign(events, {
      remove: async (query: Parameters<typeof remove>[0]) =>
        left-- > 0 ? remove.call(events, query) : away.remove(query),
    });
    try {
      await expect(carryOut(test.app, run)).rejects.toThrow("does not answer");
    } finally {
      Object.assign(events, { remove });
      await away.close();
    }
    expect((await Promise.all(ids.map(counts))).filter(({ log }) => log === undefined)).toHaveLength(3);
    const done = await Promise.all([carryOut(test.app, run), carryOut(test.app, run), carryOut(test.app, run)]);
    expect(done.find((effects) => effects !== null)).toMatchObject({ logs: { tasks: 8, events: 160 } });
    expect((await Promise.all(ids.map(counts))).every(({ log }) => log === undefined)).toBe(true);
  });

  it("pass over a task that cannot be cleared, and name it", async () => {
    const ids = [await task(), await task()].sort();
    time += 31 * DAY;
    const { run } = await asRoot<{ run: string }>("storage.apply_policies", { policies: logs });
    const { events } = test.app;
    const { remove } = events;
    Object.assign(events, {
      remove: async (query: Parameters<typeof remove>[0]) => {
        if (query.owners[0] === ids[0]) throw new Error("the bytes are broken");
        return remove.call(events, query);
      },
    });
    try {
      expect(await carryOut(test.app, run)).toMatchObject({ logs: { tasks: 1 } });
    } finally {
      Object.assign(events, { remove });
    }
    const { runs } = await asRoot<{ runs: RetentionRun[] }>("storage.get_policies");
    expect(runs[0]).toMatchObject({
      error: `logs of task ${ids[0]}: the bytes are broken`,
      finished: expect.any(String),
    });
  });

  it.each([
    ["days", { logs: { enabled: true, days: 0 } }],
    ["points", { scalars: { enabled: true, days: 1, points: 3 } }],
    ["iterations", { images: { enabled: true, days: 1, iterations: 0 } }],
  ])("refuse %s that make no sense", async (field, wrong) => {
    const body = { policies: { ...NO_POLICIES, ...wrong } };
    await expect(asRoot("storage.set_policies", body)).rejects.toMatchObject({
      code: 400,
      message: expect.stringContaining(field),
    });
  });
});
