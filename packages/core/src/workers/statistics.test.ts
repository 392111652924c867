import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "../platform/ids";
import { forgetExpired } from "../server/housekeeping";
import { createTestApp, type TestApp } from "../testing";
import { cutPeriod } from "./intervals";

let now = new Date("2026-03-01T12:00:00Z");
let test: TestApp;
beforeAll(async () => {
  test = await createTestApp({ now: () => now });
});
afterAll(() => test.close());

/** Seconds. */
const T = 1_700_000_040;
const report = (worker: string, second: number, rest = {}, as = test.user) =>
  test.call("workers.status_report", { worker, timestamp: (T + second) * 1000, ...rest }, { as });
interface Stats {
  workers: {
    worker: string;
    metrics: { metric: string; stats: { aggregation: string; dates: number[]; values: number[] }[] }[];
  }[];
}
const period = { from_date: T, to_date: T + 300, interval: 60 };
const stats = async (worker: string, items: unknown, rest = {}) =>
  (await test.call<Stats>("workers.get_stats", { ...period, worker_ids: [worker], items, ...rest })).workers;

describe("intervals", () => {
  it("begin at multiples of their length and leave an incomplete end out", () => {
    const seconds = (from_date: number, to_date: number, interval: number) =>
      cutPeriod({ from_date, to_date, interval }).dates.map((date) => date / 1000);
    expect(seconds(120, 300, 60)).toEqual([120, 180, 240]);
    expect(seconds(130, 300, 60)).toEqual([120, 180, 240]);
    expect(seconds(120, 293, 60)).toEqual([120, 180]);
    expect(seconds(120, 294, 60)).toEqual([120, 180, 240]);
    expect(seconds(120, 240, 5)).toEqual([120, 160, 200]);
    expect(seconds(0, 30, 60)).toEqual([]);
  });

  it("are limited in number", () => {
    expect(() => cutPeriod({ from_date: 0, to_date: 8.64e12, interval: 60 })).toThrow(/too many/);
    expect(() => cutPeriod({ from_date: 9, to_date: 9, interval: 60 })).toThrow(/before/);
  });
});

describe("statistics", () => {
  it("are means, least and greatest values over all cards, 0 where nothing was reported", async () => {
    const worker = newId();
    await report(worker, 0, { machine_stats: { gpu_usage: [10, 30], memory_used: 1000 } });
    await report(worker, 20, { machine_stats: { gpu_usage: [20, 60], memory_used: 2000 } });
    await report(worker, 130, { machine_stats: { gpu_usage: [null, 90], memory_used: null } });
    await report(worker, 300, { machine_stats: { gpu_usage: [5000] } });
    const dates = [0, 60, 120, 180, 240].map((second) => (T + second) * 1000);
    const items = [
      { key: "gpu_usage", aggregation: "max" },
      { key: "memory_used" },
      { key: "gpu_usage" },
      { key: "disk_read" },
    ];
    const gpu = [
      { name: "0", values: [20, 0, 0, 0, 0] },
      { name: "1", values: [60, 0, 90, 0, 0] },
    ];
    expect(await stats(worker, items, { split_by_resource: true })).toEqual([
      {
        worker,
        metrics: [
          {
            metric: "gpu_usage",
            stats: [
              { aggregation: "max", dates, values: [60, 0, 90, 0, 0], resource_series: gpu },
              {
                aggregation: "avg",
                dates,
                values: [30, 0, 90, 0, 0],
                resource_series: [
                  { name: "0", values: [15, 0, 0, 0, 0] },
                  { name: "1", values: [45, 0, 90, 0, 0] },
                ],
              },
            ],
          },
          {
            metric: "memory_used",
            stats: [{ aggregation: "avg", dates, values: [1500, 0, 0, 0, 0], resource_series: [] }],
          },
        ],
      },
    ]);
    const [least] = await stats(worker, [{ key: "gpu_usage", aggregation: "min" }]);
    expect(least?.metrics[0]?.stats[0]?.values).toEqual([10, 0, 90, 0, 0]);
    expect(await stats(newId(), [{ key: "gpu_usage" }])).toEqual([]);
    expect(await test.call("workers.get_metric_keys", { worker_ids: [worker] })).toEqual({
      categories: [
        { name: "gpu", metric_keys: ["gpu_usage"] },
        { name: "memory", metric_keys: ["memory_used"] },
      ],
    });
  });

  it("put one id of two users together, and stay after the worker has gone", async () => {
    const worker = newId();
    await report(worker, 0, { machine_stats: { cpu_usage: [10] } });
    await report(worker, 0, { machine_stats: { cpu_usage: [30] } }, test.root);
    await test.call("workers.unregister", { worker });
    const [found] = await stats(worker, [{ key: "cpu_usage" }]);
    expect(found?.metrics[0]?.stats[0]?.values[0]).toBe(20);
  });

  it("are unknown for a worker that measured nothing", async () => {
    const worker = newId();
    await report(worker, 0);
    const keys = test.call("workers.get_metric_keys", { worker_ids: [worker] });
    await expect(keys).rejects.toMatchObject({ code: 400, subcode: 1005 });
  });

  it("count workers and those that ran a task, each once an interval", async () => {
    const year = 31_536_000;
    const { company, user } = test.user;
    const task = { id: newId(), company, user, name: "a task", type: "training", status: "in_progress", created: now };
    await test.app.db.task.create({ data: task });
    const [one, two] = [newId(), newId()];
    for (const second of [0, 30, 70]) await report(one, year + second, second === 30 ? { task: task.id } : {});
    await report(two, year + 10);
    await report(two, year + 10, { task: task.id }, test.root);
    await report(two, year + 130, {}, { ...test.user, company: "another" });
    const { total, active } = await test.call<Record<string, { counts: number[] }>>("workers.get_activity_report", {
      from_date: T + year,
      to_date: T + year + 180,
      interval: 60,
    });
    expect([total?.counts, active?.counts]).toEqual([
      [3, 1, 0],
      [2, 0, 0],
    ]);
  });

  it("are forgotten after a time, and so are workers that are gone", async () => {
    const [living, gone] = [newId(), newId()];
    const day = 86_400;
    const at = (days: number) => Math.floor(now.getTime() / 1000) - T - days * day;
    now = new Date("2026-03-01T12:00:00Z");
    for (const worker of [living, gone]) {
      await report(worker, at(0), { machine_stats: { cpu_usage: [1] } });
      await report(worker, at(20), { machine_stats: { cpu_usage: [2] } });
    }
    now = new Date("2026-03-25T12:00:00Z");
    await report(living, at(0), { machine_stats: { cpu_usage: [3] } });
    const values = async (worker: string) => {
      const to_date = now.getTime() / 1000 + 60;
      const query = { from_date: to_date - 100 * day, to_date, interval: day };
      const [found] = await stats(worker, [{ key: "cpu_usage" }], query);
      return found?.metrics[0]?.stats[0]?.values.filter((value) => value > 0);
    };
    await forgetExpired(test.app);
    expect(await values(living)).toEqual([1]);
    expect(await values(gone)).toEqual([1]);
    now = new Date("2026-04-10T12:00:00Z");
    expect(await forgetExpired(test.app)).toBeGreaterThan(0);
    expect(await test.app.db.worker.findMany({ where: { id: { in: [living, gone] } } })).toMatchObject([
      { id: living },
    ]);
    expect(
      await test.app.events.summarize({ owners: [`worker:${test.user.company}:${test.user.user}:${gone}`] }),
    ).toEqual([]);
    expect(await values(living)).toEqual([3]);
  });
});
