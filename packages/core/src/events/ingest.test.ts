import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "../platform/ids";
import { createTestApp, type TestApp } from "../testing";
import type { Added } from "./schema";

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());

async function task(data: { status?: string; company?: string; started?: Date } = {}): Promise<string> {
  const id = newId();
  const { company } = t.user;
  await t.app.db.task.create({
    data: {
      id,
      company,
      user: t.user.user,
      name: "run",
      type: "training",
      status: "in_progress",
      created: new Date(),
      ...data,
    },
  });
  return id;
}

async function model(ready: boolean): Promise<string> {
  const id = newId();
  const { company, user } = t.user;
  await t.app.db.model.create({ data: { id, company, user, name: "m", ready, created: new Date() } });
  return id;
}

const add = (lines: readonly object[], options?: { worker?: string }) =>
  t.call<Added>("events.add_batch", lines, options);
const scalar = (id: string, fields: object = {}) => ({
  type: "training_stats_scalar",
  task: id,
  iter: 1,
  metric: "m",
  variant: "v",
  value: 1,
  timestamp: 1_700_000_000_000,
  ...fields,
});
const read = async (id: string, event_type = "training_stats_scalar") =>
  (await t.call<{ events: Record<string, unknown>[] }>("events.get_task_events", { task: id, event_type })).events;

it("adds what is right and tells the causes of the rest", async () => {
  const deep = JSON.parse(`${"[".repeat(5000)}${"]".repeat(5000)}`) as unknown;
  const id = await task();
  const gone = newId();
  const added = await add([
    scalar(id),
    scalar(id, { type: "nonsense" }),
    scalar(id, { value: "1" }),
    scalar(id, { value: true }),
    scalar(id, { value: Number.NaN }),
    scalar(id, { value: 1e301 }),
    scalar(id, { iter: "many" }),
    scalar(id, { iter: 2 ** 63 }),
    scalar(id, { metric: "a\0b" }),
    scalar(id, { metric: {} }),
    scalar(gone),
    { type: "log", msg: "no task" },
    scalar(id, { deep }),
    { type: "log", task: id, msg: deep },
    scalar(id, { type: "training stats scalar", iter: "7.9", variant: 5 }),
  ]);
  expect(added).toEqual({
    added: 2,
    errors: 13,
    errors_info: {
      "unknown event type": 1,
      "value is not a number": 3,
      "value is out of range": 1,
      "iter is not a number": 1,
      "iter is out of range": 1,
      "metric contains a NUL character": 1,
      "metric is not a text": 1,
      "event without task": 1,
      "more than 100 levels": 2,
      [`unknown task id: ${gone}`]: 1,
    },
  });
  expect((await read(id)).map(({ iter, variant }) => [iter, variant])).toEqual([
    [1, "v"],
    [7, "5"],
  ]);
});

it("refuses a batch of nothing, and one of nothing right", async () => {
  await expect(add([])).rejects.toMatchObject({ code: 400, subcode: 17 });
  await expect(add([scalar(newId())])).rejects.toMatchObject({ code: 400, subcode: 131 });
  await expect(t.call("events.add", {})).rejects.toMatchObject({ code: 400, subcode: 131 });
});

it("writes to the company's own and unpublished only", async () => {
  const open = await task();
  const published = await task({ status: "published" });
  const shared = await task({ company: "" });
  const foreign = await task({ company: newId() });
  const ready = await model(true);
  const refused = [published, shared, foreign];
  const added = await add([scalar(open), ...refused.map((id) => scalar(id)), scalar(ready, { model_event: true })]);
  expect(added).toMatchObject({ added: 1, errors: 4 });
  const unlocked = scalar(ready, { model_event: true, allow_locked: true });
  expect(await add([unlocked])).toMatchObject({ added: 1, errors: 0 });
  for (const id of [shared, foreign]) {
    await expect(add([scalar(id, { allow_locked: true })])).rejects.toMatchObject({ subcode: 131 });
  }
});

it("keeps the results of a published task, whatever allow_locked says, but for administrators (wire-protocol §16.11)", async () => {
  const id = await task();
  await add([scalar(id), { type: "log", task: id, msg: "first" }]);
  await t.app.db.task.update({ where: { id }, data: { status: "published" } });
  const locked = { allow_locked: true };
  const refused = [
    scalar(id, { ...locked, value: 666 }),
    { type: "plot", task: id, iter: 1, metric: "p", variant: "v", plot_str: "{}", ...locked },
  ];
  for (const line of refused) {
    await expect(add([line])).rejects.toMatchObject({ subcode: 131 });
    await expect(add([line, { type: "log", task: id, msg: "beside", ...locked }])).rejects.toMatchObject({
      subcode: 131,
    });
  }
  for (const call of ["events.delete_for_task", "events.clear_task_log"])
    await expect(t.call(call, { task: id, ...locked })).rejects.toMatchObject({ code: 400, subcode: 101 });
  expect(await read(id)).toMatchObject([{ value: 1 }]);
  // what it still says belongs to it
  expect(await add([{ type: "log", task: id, msg: "last words", ...locked }])).toMatchObject({ added: 1 });
  expect((await read(id, "log")).map(({ msg }) => msg)).toEqual(["first", "last words"]);
  const correction = [scalar(id, { ...locked, value: 2 })];
  expect(await t.call("events.add_batch", correction, { as: t.root })).toMatchObject({ added: 1 });
  expect(await read(id)).toMatchObject([{ value: 2 }]);
});

it("refuses whole batches that contradict themselves, before anything is stored", async () => {
  const [one, two] = [await task(), await task()];
  await expect(add([scalar(two), scalar(one), scalar(one, { allow_locked: true })])).rejects.toMatchObject({
    subcode: 12,
  });
  await expect(add([scalar(one), scalar(one, { model_event: true })])).rejects.toMatchObject({ subcode: 12 });
  expect(await read(two)).toEqual([]);
});

it("keeps strange names and fields as they came", async () => {
  const id = await task();
  const odd = JSON.parse(`{"__proto__": {"a": 1}, "constructor": "c", "custom": [1, {"k": null}]}`) as object;
  const line = { ...scalar(id, { metric: "__proto__", variant: "toString" }), ...odd };
  Object.defineProperty(line, "__proto__", { value: { a: 1 }, enumerable: true });
  await add([line, scalar(id, { metric: "half \ud800", iter: 2 })]);
  const [first, second] = await read(id);
  expect(first).toMatchObject({ metric: "__proto__", variant: "toString", constructor: "c", custom: [1, { k: null }] });
  expect(Object.hasOwn(first ?? {}, "__proto__")).toBe(true);
  expect(second).toMatchObject({ metric: "half \ufffd" });
  const curves = await t.call<Record<string, unknown>>("events.scalar_metrics_iter_histogram", { task: id });
  expect(Object.keys(curves).sort()).toEqual(["__proto__", "half \ufffd"]);
});

it("lets the later of two equal lines win, also when their workers differ", async () => {
  const id = await task();
  await add([
    scalar(id, { worker: "a", value: 1 }),
    scalar(id, { worker: "b", value: 2 }),
    scalar(id, { worker: "a", value: 3 }),
  ]);
  expect(await read(id)).toMatchObject([{ worker: "a", value: 3 }]);
});

it("fills in time and worker", async () => {
  const id = await task();
  const before = Date.now();
  await add([{ type: "log", task: id, msg: "x" }], { worker: "host:0" });
  const [line] = await read(id, "log");
  expect(line).toMatchObject({ worker: "host:0", metric: "", variant: "", model_event: false });
  expect(line?.timestamp).toBeGreaterThanOrEqual(before);
  expect(line).not.toHaveProperty("iter");
});

it("moves the task along: iteration without the monitors, statistics by type, running time", async () => {
  const id = await task({ started: new Date(Date.now() - 60_000) });
  await add([
    scalar(id, { iter: 5 }),
    scalar(id, { iter: 900, metric: ":monitor:machine" }),
    scalar(id, { iter: -2147483648, metric: "single" }),
    { type: "plot", task: id, iter: 6, metric: "p", variant: "v", plot_str: "{}", timestamp: 17 },
  ]);
  const row = await t.app.db.task.findUniqueOrThrow({ where: { id } });
  expect(row.last_iteration).toBe(6n);
  expect(row.active_duration).toBeGreaterThanOrEqual(60);
  expect(Object.values(row.metric_stats as object)).toEqual(
    expect.arrayContaining([{ metric: "p", event_stats_by_type: { plot: { last_update: 17 } } }]),
  );
  const metrics = await t.app.db.lastMetric.findMany({ where: { owner: id } });
  expect(metrics.map(({ metric }) => metric).sort()).toEqual([":monitor:machine", "m", "single"]);
});

it("removes the events of a task that was deleted while they were on their way", async () => {
  const id = await task();
  const { events } = t.app;
  const late: typeof events = {
    ...events,
    append: async (batch) => {
      await events.append(batch);
      await t.app.db.task.delete({ where: { id } });
    },
    remove: (query) => events.remove(query),
  };
  const { addEvents } = await import("./ingest");
  const { createContext } = await import("../platform/context");
  const { LATEST } = await import("../platform/version");
  const ctx = createContext(
    { ...t.app, events: late },
    { identity: t.user, caller: { address: "" }, version: LATEST, callId: newId() },
  );
  await addEvents(ctx, [scalar(id)]);
  expect(await events.summarize({ owners: [id] })).toEqual([]);
});

it("counts every line once and never fails, whatever is sent", async () => {
  const id = await task();
  const junk = fc.anything({ withNullPrototype: false, maxDepth: 2 });
  const line = fc.record(
    {
      type: fc.oneof(
        fc.constantFrom("training_stats_scalar", "training_stats_vector", "training_debug_image", "plot", "log"),
        junk,
      ),
      task: fc.oneof({ weight: 8, arbitrary: fc.constant(id) }, { weight: 1, arbitrary: junk }),
      iter: fc.oneof(fc.integer(), junk),
      timestamp: fc.oneof(fc.nat(), junk),
      metric: fc.oneof(fc.string({ unit: "binary" }), junk),
      variant: junk,
      worker: junk,
      key: junk,
      value: fc.oneof(fc.double(), junk),
      values: junk,
      url: junk,
      plot_str: fc.oneof(fc.string(), junk),
      msg: fc.oneof(fc.string({ unit: "binary" }), junk),
      level: junk,
      x_axis_label: junk,
      other: junk,
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 6 }), async (lines) => {
      const sent = JSON.parse(JSON.stringify(lines)) as object[];
      const outcome = await add(sent).catch((error: unknown) => error);
      if (outcome instanceof Error) expect(outcome).toMatchObject({ code: 400, subcode: 131 });
      else expect((outcome as Added).added + (outcome as Added).errors).toBe(sent.length);
    }),
    { numRuns: 150 },
  );
});
