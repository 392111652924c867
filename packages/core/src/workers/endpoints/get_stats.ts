import type { Series } from "@limpid/event-store/store";
import { z } from "zod";
import { query } from "../../platform/endpoint";
import { periodFields } from "../../platform/period";
import { AGGREGATIONS, type Aggregation, aggregate } from "../aggregate";
import { cutPeriod, type Intervals } from "../intervals";
import { StatKey } from "../schema";
import { knownWorkers, readStatistics } from "../statistics";

const values = z.array(z.number());
const Stats = z.object({
  aggregation: z.enum(AGGREGATIONS),
  dates: values.describe("milliseconds, the beginnings of the intervals"),
  values,
  resource_series: z.array(z.object({ name: z.string(), values })),
});
const Metric = z.object({ metric: StatKey, stats: z.array(Stats) });

export const getStats = query({
  name: "workers.get_stats",
  since: "2.4",
  auth: "user",
  summary: "What workers measured, by interval; 0 where nothing was reported",
  request: z.object({
    ...periodFields,
    worker_ids: z.array(z.string()).nullish(),
    items: z.array(z.object({ key: StatKey, aggregation: z.enum(AGGREGATIONS).nullish() })).min(1),
    split_by_resource: z.boolean().nullish().describe("also each graphics card by itself"),
  }),
  response: z.object({ workers: z.array(z.object({ worker: z.string(), metrics: z.array(Metric) })) }),
}).handle(async (ctx, input) => {
  const intervals = cutPeriod(input);
  const wanted = new Map<StatKey, Set<Aggregation>>();
  for (const { key, aggregation } of input.items) {
    wanted.set(key, (wanted.get(key) ?? new Set()).add(aggregation ?? "avg"));
  }
  const workers = new Map<string, Series[]>();
  const known = await knownWorkers(ctx, input.worker_ids);
  for await (const { worker, series } of readStatistics(ctx, known, [...wanted.keys()], intervals)) {
    // one id of two users is one worker here
    workers.set(worker.id, [...(workers.get(worker.id) ?? []), ...series]);
  }
  return {
    workers: [...workers].map(([worker, series]) => ({
      worker,
      metrics: [...wanted].flatMap(([metric, aggregations]) => {
        const own = series.filter((one) => one.metric === metric);
        if (own.length === 0) return [];
        const split = Boolean(input.split_by_resource) && metric.startsWith("gpu_");
        return [{ metric, stats: [...aggregations].map((aggregation) => stats(own, intervals, aggregation, split)) }];
      }),
    })),
  };
});

function stats(
  series: readonly Series[],
  intervals: Intervals,
  aggregation: Aggregation,
  split: boolean,
): z.output<typeof Stats> {
  const names = split ? [...new Set(series.map(({ variant }) => variant))].sort((a, b) => Number(a) - Number(b)) : [];
  return {
    aggregation,
    dates: [...intervals.dates],
    values: aggregate(series, intervals, aggregation),
    resource_series: names.map((name) => ({
      name,
      values: aggregate(
        series.filter(({ variant }) => variant === name),
        intervals,
        aggregation,
      ),
    })),
  };
}
