import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { newId } from "../platform/ids";
import { RawReply } from "../platform/reply";
import { createTestApp, type TestApp } from "../testing";
import { downloadTaskLog } from "./endpoints/download_task_log";
import { eventUrls, removeEvents } from "./remove";

let t: TestApp;
let clock = new Date();
beforeAll(async () => {
  t = await createTestApp({ now: () => clock });
});
afterAll(() => t.close());
beforeEach(() => {
  clock = new Date();
});

async function task(company = t.user.company): Promise<string> {
  const id = newId();
  await t.app.db.task.create({
    data: {
      id,
      company,
      user: t.user.user,
      name: `run ${id}`,
      type: "training",
      status: "in_progress",
      created: clock,
    },
  });
  return id;
}
const add = (lines: readonly object[]) => t.call("events.add_batch", lines);
const scalars = (id: string, count: number, fields: object = {}) =>
  Array.from({ length: count }, (_, iter) => ({
    type: "training_stats_scalar",
    task: id,
    iter,
    metric: "m",
    variant: "v",
    value: iter,
    timestamp: 1000 + iter,
    ...fields,
  }));
const image = (id: string, iter: number, url: string, variant = "v", metric = "img") => ({
  type: "training_debug_image",
  task: id,
  iter,
  metric,
  variant,
  url,
  timestamp: iter,
});
const plot = (id: string, iter: number, metric: string, variant: string, plot_str = "{}") => ({
  type: "plot",
  task: id,
  iter,
  metric,
  variant,
  plot_str,
  timestamp: iter,
});

interface Page {
  readonly events: { iter: number; msg?: string; type: string }[];
  readonly scroll_id: string;
  readonly total: number | null;
}

it("gives charts whole curves with their extremes, and parts in full resolution", async () => {
  const id = await task();
  await add([
    ...scalars(id, 300),
    { type: "training_stats_scalar", task: id, iter: 150, metric: "m", variant: "v", value: 9_999, timestamp: 1150 },
  ]);
  const ask = { tasks: [id], metrics: [{ metric: "m" }], samples: 10 };
  const { curves } = await t.call<{ curves: { x: number[]; max: number[] }[] }>("events.scalar_curves", ask);
  expect(curves).toMatchObject([{ task: id, metric: "m", variant: "v", points: 300 }]);
  expect(curves[0]?.x).toHaveLength(10);
  expect(Math.max(...(curves[0]?.max ?? []))).toBe(9_999);
  const part = await t.call<{ curves: { x: number[]; max: number[] }[] }>("events.scalar_curves", {
    ...ask,
    from: 149,
    to: 151,
  });
  expect(part.curves).toMatchObject([{ x: [149, 150, 151], y: [149, 9_999, 151], points: 3 }]);
  const late = await t.call<{ curves: { x: number[]; max: number[] }[] }>("events.scalar_curves", {
    ...ask,
    key: "timestamp",
    from: 1298,
  });
  expect(late.curves).toMatchObject([{ x: [1298, 1299], points: 2 }]);
});

it("gives the same page again when a client repeats a call, and an empty one at the end", async () => {
  const id = await task();
  await add(scalars(id, 5));
  const page = (scroll_id?: string) =>
    t.call<Page>("events.get_task_events", { task: id, event_type: "training_stats_scalar", batch_size: 2, scroll_id });
  const first = await page();
  const second = await page(first.scroll_id);
  expect((await page(first.scroll_id)).events).toEqual(second.events);
  const third = await page(second.scroll_id);
  expect([first, second, third].flatMap(({ events }) => events.map(({ iter }) => iter))).toEqual([0, 1, 2, 3, 4]);
  expect(await page(third.scroll_id)).toMatchObject({ events: [], total: 5 });
});

it("a scroll gives everything that was there once, whatever comes meanwhile", async () => {
  const id = await task();
  const log = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => ({
      type: "log",
      task: id,
      msg: `${from + index}`,
      timestamp: from + index,
    }));
  const kinds = {
    training_stats_scalar: (from: number, count: number) =>
      scalars(id, count).map((line) => ({ ...line, iter: line.iter + from })),
    plot: (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => plot(id, from + index, "p", "v")),
    log,
  };
  for (const [event_type, lines] of Object.entries(kinds)) {
    for (const order of ["asc", "desc"]) {
      await t.app.events.remove({ owners: [id] });
      await add(lines(1000, 40));
      const seen: number[] = [];
      let scroll_id: string | undefined;
      for (let round = 1; ; round++) {
        const page: Page = await t.call("events.get_task_events", {
          task: id,
          event_type,
          order,
          batch_size: 7,
          scroll_id,
        });
        if (page.events.length === 0) break;
        seen.push(...page.events.map(({ iter, msg }) => iter ?? Number(msg)));
        scroll_id = page.scroll_id;
        // before everything and behind it
        if (round < 6) await add([...lines(1000 - round * 3, 3), ...lines(1040 + (round - 1) * 3, 3)]);
      }
      const old = seen.filter((at) => at >= 1000 && at < 1040);
      const sorted = Array.from({ length: 40 }, (_, index) => 1000 + index);
      expect([event_type, order, old]).toEqual([event_type, order, order === "asc" ? sorted : sorted.reverse()]);
      expect(new Set(seen).size).toBe(seen.length);
    }
  }
});

it("knows a scroll only for its user, its task and its hour", async () => {
  const [id, other] = [await task(), await task()];
  await add(scalars(id, 3));
  const body = { task: id, event_type: "training_stats_scalar", batch_size: 1 };
  const { scroll_id } = await t.call<Page>("events.get_task_events", body);
  const lost = { code: 400, subcode: 1104 };
  await expect(t.call("events.get_task_events", { ...body, scroll_id }, { as: t.root })).rejects.toMatchObject(lost);
  await expect(t.call("events.get_task_events", { ...body, task: other, scroll_id })).rejects.toMatchObject(lost);
  await t.call("events.clear_scroll", { scroll_id }, { as: t.root });
  await expect(t.call("events.get_task_events", { ...body, scroll_id })).resolves.toMatchObject({
    events: [{ iter: 1 }],
  });
  clock = new Date(clock.getTime() + 3_601_000);
  await expect(t.call("events.get_task_events", { ...body, scroll_id })).rejects.toMatchObject(lost);
});

it("reads all types one after the other when none is named", async () => {
  const id = await task();
  await add([...scalars(id, 2), plot(id, 7, "p", "v"), { type: "log", task: id, msg: "x", timestamp: 3 }]);
  const types: string[] = [];
  let scroll_id: string | undefined;
  for (;;) {
    const page: Page = await t.call<Page>("events.get_task_events", { task: id, batch_size: 1, scroll_id });
    if (page.events.length === 0) break;
    types.push(...page.events.map(({ type }) => type));
    expect(page.total).toBe(4);
    scroll_id = page.scroll_id;
  }
  expect(types).toEqual(["training_stats_scalar", "training_stats_scalar", "plot", "log"]);
});

it("shows nothing of another company, and public tasks to all", async () => {
  const [foreign, shared] = [await task(newId()), await task("")];
  await expect(t.call("events.get_task_log", { task: foreign })).rejects.toMatchObject({ subcode: 101 });
  await expect(t.call("events.scalar_metrics_iter_histogram", { task: foreign })).rejects.toMatchObject({
    subcode: 101,
  });
  await expect(t.call("events.get_task_log", { task: shared })).resolves.toMatchObject({ total: 0 });
  await expect(t.call("events.delete_for_task", { task: shared })).rejects.toMatchObject({ subcode: 101 });
});

it("pages through raw points by time and leaves single values out", async () => {
  const id = await task();
  await add([...scalars(id, 5), ...scalars(id, 1, { iter: -2147483648, value: 9 })]);
  const ask = (fields: object) =>
    t.call<{ variants: Record<string, Record<string, number[]>>; total: number; scroll_id: string }>(
      "events.scalar_metrics_iter_raw",
      {
        task: id,
        metric: { metric: "m" },
        key: "timestamp",
        batch_size: 3,
        ...fields,
      },
    );
  const first = await ask({ count_total: true });
  expect(first).toMatchObject({ variants: { v: { y: [0, 1, 2], timestamp: [1000, 1001, 1002] } }, total: 5 });
  expect(await ask({ scroll_id: first.scroll_id })).toMatchObject({ variants: { v: { y: [3, 4] } }, total: 5 });
  await expect(ask({ scroll_id: first.scroll_id, key: "iter" })).rejects.toMatchObject({ subcode: 1104 });
});

it("hides images whose file was used again, and moves each task's window by itself", async () => {
  const [one, two] = [await task(), await task()];
  await add([0, 1, 2, 3, 4].map((iter) => image(one, iter, `f${iter % 2}`)));
  await add([10, 11].map((iter) => image(two, iter, `f${iter}`)));
  const ask = (fields: object = {}) =>
    t.call<{ scroll_id: string; metrics: { iterations: { iter: number }[] }[] }>("events.debug_images", {
      metrics: [{ task: one, metric: "img" }, { task: two }],
      ...fields,
    });
  const iters = (reply: Awaited<ReturnType<typeof ask>>) =>
    reply.metrics.map(({ iterations }) => iterations.map(({ iter }) => iter));
  const first = await ask();
  const { scroll_id } = first;
  expect(iters(first)).toEqual([[4], [11]]);
  expect(iters(await ask({ scroll_id }))).toEqual([[3], [10]]);
  expect(iters(await ask({ scroll_id }))).toEqual([[], []]);
  expect(iters(await ask({ scroll_id, navigate_earlier: false }))).toEqual([[4], [11]]);
  // another question, or another user: the newest again
  expect(iters(await ask({ scroll_id, metrics: [{ task: one }] }))).toEqual([[4]]);
});

it("walks plots by iteration and metric, and keeps the place at the end", async () => {
  const id = await task();
  await add([plot(id, 1, "a", "x"), plot(id, 1, "a", "y"), plot(id, 1, "b", "x"), plot(id, 2, "b", "x")]);
  const where = ({ events }: { events: { iter: number; metric?: string; variant?: string }[] }) =>
    events.map(({ iter, metric, variant }) => `${iter}${metric}${variant}`);
  type Sample = { scroll_id: string; events: { iter: number }[] };
  const first = await t.call<Sample>("events.get_plot_sample", {
    task: id,
    metric: "b",
    navigate_current_metric: false,
  });
  const next = (fields: object = {}) =>
    t.call<Sample>("events.next_plot_sample", { task: id, scroll_id: first.scroll_id, ...fields });
  expect(where(first)).toEqual(["2bx"]);
  expect(where(await next())).toEqual(["1bx"]);
  expect(where(await next())).toEqual(["1ax", "1ay"]);
  expect(where(await next())).toEqual([]);
  expect(where(await next({ navigate_earlier: false, next_iteration: true }))).toEqual(["2bx"]);
  const last = { task: id, scroll_id: first.scroll_id };
  await expect(t.call("events.next_debug_image_sample", last)).rejects.toMatchObject({ subcode: 1104 });
});

it("downloads the whole log, however long, in order", async () => {
  const id = await task();
  const lines = Array.from({ length: 12_000 }, (_, index) => ({
    type: "log",
    task: id,
    msg: `line ${index}`,
    level: "info",
    worker: "w",
    timestamp: 1_700_000_000_000 + Math.floor(index / 3),
  }));
  await add(lines);
  const { createContext } = await import("../platform/context");
  const { LATEST } = await import("../platform/version");
  const ctx = createContext(t.app, { identity: t.user, caller: { address: "" }, version: LATEST, callId: newId() });
  const reply = (await downloadTaskLog.handler(ctx, {
    task: id,
    line_type: "text",
    line_format: "{msg}",
  } as never)) as RawReply;
  expect(reply).toBeInstanceOf(RawReply);
  let text = "";
  for await (const part of reply.body) text += part;
  expect(text).toBe(lines.map(({ msg }) => `${msg}\n`).join(""));
});

it("clears old console lines only", async () => {
  const id = await task();
  const at = (age: number, metric = "") => ({
    type: "log",
    task: id,
    msg: String(age),
    metric,
    timestamp: clock.getTime() - age * 1000,
  });
  await add([at(100), at(50, "keep"), at(40), at(5)]);
  await expect(
    t.call("events.clear_task_log", { task: id, threshold_sec: 30, exclude_metrics: ["keep"] }),
  ).resolves.toEqual({ deleted: 2 });
  const { events } = await t.call<Page>("events.get_task_log", { task: id, order: "asc" });
  expect(events.map(({ msg }) => msg)).toEqual(["50", "5"]);
});

it("knows the files that events point to, and removes everything of an owner", async () => {
  const [id, other] = [await task(), await task()];
  const figure = JSON.stringify({
    layout: { images: [{ source: "https://f/a b.png" }, { source: "data:image/png;base64,AAAA" }] },
  });
  await add([...scalars(id, 2), image(id, 1, "https://f/1.png"), plot(id, 1, "p", "v", figure), ...scalars(other, 1)]);
  expect((await eventUrls(t.app, [id])).sort()).toEqual(["https://f/1.png", "https://f/a b.png"]);
  await removeEvents({ ...t.app, identity: t.user }, [id]);
  expect((await t.app.events.summarize({ owners: [id, other] })).map(({ owner }) => owner)).toEqual([other]);
  expect(await eventUrls(t.app, [])).toEqual([]);
});
