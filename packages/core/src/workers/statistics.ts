import type { ScalarRun, Series } from "@limpid/event-store/store";
import type { App, Context } from "../platform/context";
import type { Intervals } from "./intervals";
import { type WorkerRow, workerKey } from "./registry";
import type { MachineStats } from "./schema";

/** Days that statistics of workers and queues are kept: the web app shows a month at most. */
export const STATISTICS_DAYS = 35;
const DAY_MS = 86_400_000;

/** The metric that says whether a worker ran a task when it reported: 1 or 0. */
export const ACTIVITY = "activity";

/** Workers whose series are read at once, which bounds the memory of a report. */
const AT_ONCE = 16;

type WorkerName = Pick<WorkerRow, "company" | "user" | "id">;

/**
 * Stores what a worker measured, as one series for each metric and, in lists, each place (the variant).
 * @param timestamp milliseconds since 1970, the worker's clock; of two reports of the same moment the later counts.
 */
export async function appendStatistics(
  ctx: Context,
  worker: string,
  timestamp: number,
  { active, stats }: { readonly active: boolean; readonly stats?: MachineStats | null },
): Promise<void> {
  const owner = workerKey({ ...ctx.identity, id: worker });
  const point = (metric: string, variant: string, value: number): ScalarRun => ({
    owner,
    metric,
    variant,
    iter: [timestamp],
    timestamp: [timestamp],
    value: [value],
  });
  const measured = Object.entries(stats ?? {}).flatMap(([metric, values]) =>
    (Array.isArray(values) ? values : [values]).flatMap((value, index) =>
      typeof value === "number" ? [point(metric, String(index), value)] : [],
    ),
  );
  await ctx.events.append({ scalars: [point(ACTIVITY, "", active ? 1 : 0), ...measured] });
}

/** The company's workers that statistics may be of, the gone ones too. @param ids all without it. */
export async function knownWorkers(ctx: Context, ids?: readonly string[] | null): Promise<WorkerName[]> {
  return ctx.db.worker.findMany({
    where: { company: ctx.identity.company, ...(ids?.length ? { id: { in: [...ids] } } : {}) },
    select: { company: true, user: true, id: true },
    orderBy: [{ id: "asc" }, { user: "asc" }],
  });
}

/** The series of some metrics within a period, worker by worker; workers without a point are left out. */
export async function* readStatistics(
  ctx: Context,
  workers: readonly WorkerName[],
  metrics: readonly string[],
  { from, to }: Intervals,
): AsyncGenerator<{ worker: WorkerName; series: readonly Series[] }> {
  for (const some of batches(workers)) {
    const found = await ctx.events.series({
      owners: some.map(workerKey),
      metrics: metrics.map((metric) => ({ metric })),
      iter: { gte: from, lt: to },
    });
    for (const worker of some) {
      const series = found.filter(({ owner }) => owner === workerKey(worker));
      if (series.length > 0) yield { worker, series };
    }
  }
}

/** What workers have measured so far: names of metrics. */
export async function measuredMetrics(ctx: Context, workers: readonly WorkerName[]): Promise<string[]> {
  const summaries = await ctx.events.summarize({ owners: workers.map(workerKey), kinds: ["scalar"] });
  return [...new Set(summaries.map(({ metric }) => metric))].filter((metric) => metric !== ACTIVITY).sort();
}

/** Forgets old statistics, and workers that have been gone for as long. @returns how many workers. */
export async function forgetStatistics(app: Pick<App, "db" | "events" | "now">): Promise<number> {
  // whole days, so that pieces of series are cut once a day and not at every call
  const before = (Math.floor(app.now().getTime() / DAY_MS) - STATISTICS_DAYS) * DAY_MS;
  const gone = { expires_at: { lt: new Date(before) } };
  const select = { company: true, user: true, id: true } as const;
  for (const some of batches(await app.db.worker.findMany({ where: gone, select }))) {
    await app.events.remove({ owners: some.map(workerKey) });
  }
  const { count } = await app.db.worker.deleteMany({ where: gone });
  for (const some of batches(await app.db.worker.findMany({ select }))) {
    await app.events.remove({ owners: some.map(workerKey), before });
  }
  return count;
}

function* batches(workers: readonly WorkerName[]): Generator<readonly WorkerName[]> {
  for (let start = 0; start < workers.length; start += AT_ONCE) yield workers.slice(start, start + AT_ONCE);
}
