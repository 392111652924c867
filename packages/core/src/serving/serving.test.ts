import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newId } from "../platform/ids";
import { createTestApp, type TestApp } from "../testing";
import { forgetHistories } from "./history";

const START = Date.parse("2026-03-01T12:00:00Z");
let now = START;
let test: TestApp;
let url: string;
beforeAll(async () => {
  test = await createTestApp({ now: () => new Date(now) });
});
afterAll(() => test.close());
beforeEach(() => {
  now = START;
  url = `http://serve/${newId()}`;
});

const described = { endpoint_name: "an endpoint", model_name: "resnet", model_version: "1", input_size: 3 };
const register = (container_id: string, more: Record<string, unknown> = {}) =>
  test.call("serving.register_container", { container_id, ...described, endpoint_url: url, ...more });
const report = (container_id: string, more: Record<string, unknown> = {}) =>
  test.call("serving.container_status_report", { container_id, ...described, endpoint_url: url, ...more });
const details = () =>
  test.call<Record<string, unknown> & { instances: Record<string, unknown>[] }>("serving.get_endpoint_details", {
    endpoint_url: url,
  });
const refused = (subcode: number) => ({ code: 400, subcode });

describe("live containers", () => {
  it("are shown by address, with what they reported last", async () => {
    const reference = [{ type: "task", value: "abc" }];
    await register("one", { reference });
    expect(await details()).toEqual({
      endpoint: "an endpoint",
      model: "resnet",
      url,
      model_source: null,
      model_version: "1",
      preprocess_artifact: null,
      input_type: null,
      input_size: "3",
      uptime_sec: null,
      last_update: "2026-03-01T12:00:00+00:00",
      instances: [
        {
          id: "one",
          uptime_sec: null,
          requests: null,
          requests_min: null,
          latency_ms: null,
          last_update: "2026-03-01T12:00:00+00:00",
          reference,
          cpu_count: 0,
          gpu_count: 0,
        },
      ],
    });
    now += 5000;
    const machine_stats = { cpu_usage: [10, 20], gpu_usage: [50] };
    await report("one", {
      reference,
      uptime_sec: 60,
      requests_num: 100,
      requests_min: 10.5,
      latency_ms: 20,
      machine_stats,
    });
    await report("two", { uptime_sec: 30, requests_num: 50, requests_min: 4.5, latency_ms: 40 });
    expect((await details()).instances).toMatchObject([
      { id: "one", requests: 100, cpu_count: 2, gpu_count: 1, last_update: "2026-03-01T12:00:05+00:00" },
      { id: "two", requests: 50, cpu_count: 0 },
    ]);
    const { endpoints } = await test.call<{ endpoints: { url: string }[] }>("serving.get_endpoints");
    expect(endpoints.filter((row) => row.url === url)).toEqual([
      {
        endpoint: "an endpoint",
        model: "resnet",
        url,
        instances: 2,
        uptime_sec: 60,
        requests: 150,
        requests_min: 7.5,
        latency_ms: 30,
        last_update: "2026-03-01T12:00:05+00:00",
      },
    ]);
  });

  it("are gone after their time-out, when they unregister, and to other companies", async () => {
    await register("short", { timeout: 10 });
    await report("long");
    now += 9_999;
    expect((await details()).instances).toHaveLength(2);
    now += 1;
    expect((await details()).instances).toMatchObject([{ id: "long" }]);
    await report("short");
    now += 589_999;
    expect((await details()).instances).toMatchObject([{ id: "long" }, { id: "short" }]);
    const stranger = { ...test.user, company: newId() };
    await expect(
      test.call("serving.get_endpoint_details", { endpoint_url: url }, { as: stranger }),
    ).rejects.toMatchObject(refused(1052));
    await test.call("serving.unregister_container", { container_id: "short" }, { as: stranger });
    expect((await details()).instances).toHaveLength(2);
    for (const container_id of ["short", "short", "long"]) {
      expect(await test.call("serving.unregister_container", { container_id })).toEqual({});
    }
    await expect(details()).rejects.toMatchObject(refused(1052));
  });

  it("without an address are loading, until a report or another registration names one", async () => {
    const id = newId();
    const loading = async () =>
      (await test.call<{ instances: { id: string }[] }>("serving.get_loading_instances")).instances.filter(
        (instance) => instance.id === id,
      );
    await register(id, { endpoint_url: undefined });
    now += 3500;
    expect(await loading()).toMatchObject([
      {
        id,
        endpoint: "an endpoint",
        url: null,
        uptime_sec: null,
        age_sec: 3,
        last_update: "2026-03-01T12:00:00+00:00",
      },
    ]);
    await report(id);
    expect(await loading()).toEqual([]);
    await register(id, { endpoint_url: "" });
    expect(await loading()).toMatchObject([{ id, age_sec: 0 }]);
  });

  it("answer 400/12 to what they must not say", async () => {
    await expect(report("one", { endpoint_url: undefined })).rejects.toMatchObject(refused(12));
    await expect(report("one", { requests_num: "many" })).rejects.toMatchObject(refused(12));
    await expect(register("one", { reference: [{ type: "banana", value: "x" }] })).rejects.toMatchObject(refused(12));
    await expect(register("one", { timeout: 0 })).rejects.toMatchObject(refused(12));
    await expect(register("one", { timeout: 1e12 })).rejects.toMatchObject(refused(12));
    await expect(register("one", { model_name: undefined })).rejects.toMatchObject(refused(12));
    await expect(register("o\0ne")).rejects.toMatchObject(refused(12));
  });
});

describe("serving.get_endpoint_metrics_history", () => {
  type Line = { title: string; dates: number[]; values: number[] };
  type History = { computed_interval: number; total: Line; instances?: Record<string, Line> };
  const history = (metric_type: string, more: Record<string, unknown> = {}) =>
    test.call<History>("serving.get_endpoint_metrics_history", {
      endpoint_url: url,
      from_date: START / 1000,
      to_date: START / 1000 + 3600,
      interval: 60,
      metric_type,
      ...more,
    });

  it("combines reports within an interval and containers across, each metric in its way", async () => {
    const machine = (load: number) => ({ cpu_usage: [load, load + 10], memory_used: 1024, memory_free: 512 });
    await report("one", { requests_num: 10, requests_min: 2, latency_ms: 10, machine_stats: machine(10) });
    now += 20_000;
    await report("one", { requests_num: 30, requests_min: 4, latency_ms: 30, machine_stats: machine(30) });
    await report("__proto__", { requests_num: 5, requests_min: 1, latency_ms: 40 });
    now += 160_000;
    await report("one", { requests_num: 40, requests_min: 1, latency_ms: 5 });
    const dates = [START, START + 180_000];

    expect(await history("requests")).toEqual({
      computed_interval: 60,
      total: { title: "Number of Requests", dates, values: [35, 40] },
      instances: JSON.parse(
        JSON.stringify({ one: { title: "one", dates, values: [30, 40] } }).replace(
          "}}",
          `},"__proto__":${JSON.stringify({ title: "__proto__", dates: [START], values: [5] })}}`,
        ),
      ),
    });
    const totals = async (metric: string) => (await history(metric)).total.values;
    expect(await totals("requests_min")).toEqual([4, 1]);
    expect(await totals("latency_ms")).toEqual([30, 5]);
    expect(await totals("cpu_util")).toEqual([12.5, 0]);
    expect(await totals("cpu_count")).toEqual([2, 0]);
    expect(await totals("ram_total")).toEqual([1.5, 0]);
    expect(await history("gpu_util", { instance_charts: false })).toEqual({
      computed_interval: 60,
      total: { title: "Average GPU Utilization (%)", dates, values: [0, 0] },
    });
    expect((await history("requests", { interval: 1 })).computed_interval).toBe(40);
    expect((await history("requests", { from_date: START / 1000 + 60 })).total.values).toEqual([40]);
  });

  it("answers empty lines for an unknown address, 400/16 for an empty range, 400/12 for nonsense", async () => {
    expect(await history("requests", { endpoint_url: "nobody" })).toEqual({
      computed_interval: 60,
      total: { title: "Number of Requests", dates: [], values: [] },
      instances: {},
    });
    await expect(history("requests", { to_date: START / 1000 })).rejects.toMatchObject(refused(16));
    await expect(history("speed")).rejects.toMatchObject(refused(12));
    await expect(history("requests", { interval: 0 })).rejects.toMatchObject(refused(12));
    await expect(history("requests", { from_date: -1 })).rejects.toMatchObject(refused(12));
    expect((await history("requests", { to_date: 1e300 })).instances).toEqual({});
  });

  it("is forgotten after five weeks, with the containers that are gone", async () => {
    const day = 86_400_000;
    await report("old", { requests_num: 1 });
    now += 30 * day;
    await report("new", { requests_num: 2 });
    const kept = async () =>
      Object.keys(
        (await history("requests", { from_date: 0, to_date: now / 1000 + 1, interval: 86_400 })).instances ?? {},
      );
    await forgetHistories(test.app);
    expect(await kept()).toEqual(["new", "old"]);
    now += 6 * day;
    await forgetHistories(test.app);
    expect(await kept()).toEqual(["new"]);
    expect(await test.app.db.servingContainer.findMany({ where: { endpoint_url: url } })).toMatchObject([
      { id: "new" },
    ]);
    now += 40 * day;
    await forgetHistories(test.app);
    expect(await kept()).toEqual([]);
    expect(await test.app.db.servingHistory.count()).toBe(0);
  });

  it("counts every report exactly once, whatever the interval", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 0, max: 3_599_999 }), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 40, max: 4000 }),
        async (moments, interval) => {
          url = `http://serve/${newId()}`;
          for (const moment of moments) {
            now = START + moment;
            await report("one", { requests_num: moment });
          }
          const { total } = await history("requests", { interval });
          const starts = moments.map((moment) => Math.floor((START + moment) / (interval * 1000)) * interval * 1000);
          expect(total.dates).toEqual([...new Set(starts)].sort((one, other) => one - other));
          expect(Math.max(...total.values)).toBe(Math.max(...moments));
        },
      ),
      { numRuns: 20 },
    );
  });
});
