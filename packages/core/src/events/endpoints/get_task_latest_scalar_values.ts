import type { Series } from "@limpid/event-store/store";
import { z } from "zod";
import { query } from "../../platform/endpoint";
import { requireOwner } from "../owners";

/** Iterations behind `last_10_value`. */
const RECENT = 10;

const Latest = z.object({
  name: z.string(),
  variants: z.array(z.object({ name: z.string(), last_value: z.number(), last_10_value: z.number() })),
});

export const getTaskLatestScalarValues = query({
  name: "events.get_task_latest_scalar_values",
  since: "1.0",
  auth: "user",
  summary: "Read the last value of each of a task's scalars, and the mean of its last ten iterations",
  request: z.object({ task: z.string() }),
  response: z.object({
    metrics: z.array(Latest),
    last_iter: z.number().int(),
    last_timestamp: z.number(),
    name: z.string(),
    status: z.string().nullable(),
  }),
}).handle(async (ctx, input) => {
  const task = await requireOwner(ctx, input.task);
  const owners = [task.id];
  const [curves, singles] = await Promise.all([
    ctx.events.series({ owners, last: RECENT }),
    ctx.events.series({ owners, single: "only" }),
  ]);
  const metrics = new Map<string, z.output<typeof Latest>>();
  // A pair that is both keeps its curve.
  const pairs = new Map(
    [...singles, ...curves].map((series) => [JSON.stringify([series.metric, series.variant]), series]),
  );
  for (const series of pairs.values()) {
    const metric = metrics.get(series.metric) ?? { name: series.metric, variants: [] };
    metric.variants.push({
      name: series.variant,
      last_value: series.value.at(-1) ?? 0,
      last_10_value: recentMean(series),
    });
    metrics.set(series.metric, metric);
  }
  const newest = (column: "iter" | "timestamp", list: readonly Series[]) =>
    list.reduce((most, series) => series[column].reduce((one, other) => Math.max(one, other), most), 0);
  return {
    metrics: [...metrics.values()],
    last_iter: newest("iter", curves),
    last_timestamp: newest("timestamp", [...curves, ...singles]),
    name: task.name,
    status: task.status,
  };
});

function recentMean({ iter, value }: Series): number {
  const last = iter.at(-1) ?? 0;
  const recent = value.filter((_, index) => (iter[index] ?? 0) > last - RECENT);
  return recent.reduce((sum, one) => sum + one, 0) / recent.length;
}
