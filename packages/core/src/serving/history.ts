import { createHash } from "node:crypto";
import type { ScalarRun } from "@limpid/event-store/store";
import { z } from "zod";
import type { App, Context } from "../platform/context";
import { STATISTICS_DAYS } from "../workers/statistics";
import type { MachineStats, Report } from "./schema";
import { mean, sum } from "./store";

/** How the values of one container within an interval become one, and how those of all containers do (wire-protocol §12). */
interface Metric {
  readonly title: string;
  readonly within: "max" | "mean";
  readonly across: "sum" | "mean";
  /** The value of one report; 0 where it says nothing. */
  readonly read: (report: Report, machine: MachineStats) => number;
  /** Memory is reported in MB and shown in GB. */
  readonly divisor?: number;
}

const rate = { within: "mean", across: "sum" } as const;
const utilisation = { within: "mean", across: "mean" } as const;
const memory = { ...rate, divisor: 1024 };
const counter = { within: "max", across: "sum" } as const;

/** What can be looked at over time. */
const METRICS = {
  requests: { title: "Number of Requests", ...counter, read: (report) => report.requests_num ?? 0 },
  requests_min: { title: "Requests per Minute", ...rate, read: (report) => report.requests_min ?? 0 },
  latency_ms: { title: "Average Latency (ms)", ...utilisation, read: (report) => report.latency_ms ?? 0 },
  cpu_count: { title: "CPU Count", ...counter, read: (_, machine) => machine.cpu_usage?.length ?? 0 },
  gpu_count: { title: "GPU Count", ...counter, read: (_, machine) => machine.gpu_usage?.length ?? 0 },
  cpu_util: { title: "Average CPU Load (%)", ...utilisation, read: (_, machine) => mean(machine.cpu_usage ?? []) ?? 0 },
  gpu_util: {
    title: "Average GPU Utilization (%)",
    ...utilisation,
    read: (_, machine) => mean(machine.gpu_usage ?? []) ?? 0,
  },
  ram_total: {
    title: "RAM Total (GB)",
    ...memory,
    read: (_, machine) => (machine.memory_used ?? 0) + (machine.memory_free ?? 0),
  },
  ram_used: { title: "RAM Used (GB)", ...memory, read: (_, machine) => machine.memory_used ?? 0 },
  ram_free: { title: "RAM Free (GB)", ...memory, read: (_, machine) => machine.memory_free ?? 0 },
  gpu_ram_total: {
    title: "GPU RAM Total (GB)",
    ...memory,
    read: (_, machine) => sum(machine.gpu_memory_used ?? []) + sum(machine.gpu_memory_free ?? []),
  },
  gpu_ram_used: { title: "GPU RAM Used (GB)", ...memory, read: (_, machine) => sum(machine.gpu_memory_used ?? []) },
  gpu_ram_free: { title: "GPU RAM Free (GB)", ...memory, read: (_, machine) => sum(machine.gpu_memory_free ?? []) },
  network_rx: { title: "Network Throughput RX (MBps)", ...rate, read: (_, machine) => machine.network_rx ?? 0 },
  network_tx: { title: "Network Throughput TX (MBps)", ...rate, read: (_, machine) => machine.network_tx ?? 0 },
} as const satisfies Record<string, Metric>;

export const MetricType = z.enum(Object.keys(METRICS) as [keyof typeof METRICS, ...(keyof typeof METRICS)[]]);
export type MetricType = z.output<typeof MetricType>;

/** Seconds of an interval at least. */
const LEAST_INTERVAL = 40;
/** The dates that JavaScript knows end here, milliseconds. */
const LAST_DATE = 8.64e15;
const DAY_MS = 86_400_000;
const NOTHING: MachineStats = {};

/** The owner under which the event store keeps an endpoint's history: a metric's variants are the containers, iterations are milliseconds. */
function ownerOf(company: string, url: string): string {
  return `serving:${createHash("sha256").update(`${company}\0${url}`).digest("hex")}`;
}

/** Adds a report to the endpoint's history. */
export async function appendReport(ctx: Context, url: string, container: string, report: Report): Promise<void> {
  const last_report = ctx.now();
  const now = [last_report.getTime()];
  const owner = ownerOf(ctx.identity.company, url);
  await ctx.db.servingHistory.upsert({ where: { owner }, create: { owner, last_report }, update: { last_report } });
  await ctx.events.append({
    scalars: Object.entries<Metric>(METRICS).map(
      ([metric, { read }]): ScalarRun => ({
        owner,
        metric,
        variant: container,
        iter: now,
        timestamp: now,
        value: [read(report, report.machine_stats ?? NOTHING)],
      }),
    ),
  });
}

/** Forgets what is older than anything that the web app shows, and containers that have been gone for as long. @returns how many containers */
export async function forgetHistories({ db, events, now }: Pick<App, "db" | "events" | "now">): Promise<number> {
  // whole days, so that pieces of series are cut once a day and not at every call
  const before = (Math.floor(now().getTime() / DAY_MS) - STATISTICS_DAYS) * DAY_MS;
  const histories = await db.servingHistory.findMany();
  for (const { owner, last_report } of histories) {
    await events.remove({ owners: [owner], ...(last_report.getTime() < before ? {} : { before }) });
  }
  await db.servingHistory.deleteMany({ where: { last_report: { lt: new Date(before) } } });
  const { count } = await db.servingContainer.deleteMany({ where: { expires_at: { lt: new Date(before) } } });
  return count;
}

/** A line of a chart: one value an interval that has data. */
export const Line = z.object({
  title: z.string(),
  /** Beginnings of the intervals, milliseconds since 1970. */
  dates: z.array(z.number().int()),
  values: z.array(z.number()),
});
type Line = z.output<typeof Line>;

/** One metric of an endpoint over time, of all containers together and of each (wire-protocol §12). */
export async function readHistory(
  ctx: Context,
  {
    url,
    metric,
    ...range
  }: {
    readonly url: string;
    readonly metric: MetricType;
    /** Seconds since 1970. */
    readonly from: number;
    readonly to: number;
    /** Seconds. */
    readonly interval: number;
  },
): Promise<{ computed_interval: number; total: Line; instances: Record<string, Line> }> {
  const { title, within, across, divisor }: Metric = METRICS[metric];
  const computed_interval = Math.max(range.interval, LEAST_INTERVAL);
  const series = await ctx.events.series({
    owners: [ownerOf(ctx.identity.company, url)],
    metrics: [{ metric }],
    iter: { gte: milliseconds(range.from), lte: milliseconds(range.to) },
  });
  const shown = (value: number) => (divisor ? Math.round((value / divisor) * 100) / 100 : value);
  const line = (name: string, values: ReadonlyMap<number, number>): Line => {
    const sorted = [...values].sort(([one], [other]) => one - other);
    return { title: name, dates: sorted.map(([date]) => date), values: sorted.map(([, value]) => shown(value)) };
  };
  const lines = series.map(({ variant, iter, value }) => ({
    variant,
    values: combine(bucketed(iter, value, computed_interval * 1000), within),
  }));
  const all = new Map<number, number[]>();
  for (const { values } of lines) for (const [date, value] of values) all.set(date, [...(all.get(date) ?? []), value]);
  return {
    computed_interval,
    total: line(title, combine(all, across)),
    // containers choose their own names, which must not meet JavaScript's
    instances: Object.assign(
      Object.create(null),
      Object.fromEntries(lines.map(({ variant, values }) => [variant, line(variant, values)])),
    ),
  };
}

function milliseconds(seconds: number): number {
  return Math.round(Math.min(seconds * 1000, LAST_DATE));
}

/** Values by the beginning of the interval that they fall into; intervals start at multiples of their length. */
function bucketed(times: ArrayLike<number>, values: ArrayLike<number>, length: number): Map<number, number[]> {
  const buckets = new Map<number, number[]>();
  for (let index = 0; index < times.length; index++) {
    const start = Math.floor((times[index] ?? 0) / length) * length;
    const bucket = buckets.get(start);
    const value = values[index] ?? 0;
    if (bucket) bucket.push(value);
    else buckets.set(start, [value]);
  }
  return buckets;
}

function combine(buckets: ReadonlyMap<number, readonly number[]>, how: "max" | "mean" | "sum"): Map<number, number> {
  const rule = {
    max: (values: readonly number[]) => values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY),
    mean: (values: readonly number[]) => mean(values) ?? 0,
    sum,
  }[how];
  return new Map(Array.from(buckets, ([date, values]) => [date, rule(values)]));
}
