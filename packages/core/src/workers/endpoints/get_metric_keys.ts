import { z } from "zod";
import { query } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { knownWorkers, measuredMetrics } from "../statistics";

export const getMetricKeys = query({
  name: "workers.get_metric_keys",
  since: "2.4",
  auth: "user",
  summary: "What workers have measured, by kind",
  request: z.object({ worker_ids: z.array(z.string()).nullish() }),
  response: z.object({ categories: z.array(z.object({ name: z.string(), metric_keys: z.array(z.string()) })) }),
}).handle(async (ctx, { worker_ids }) => {
  const metrics = await measuredMetrics(ctx, await knownWorkers(ctx, worker_ids));
  if (metrics.length === 0) throw errors.workerStatsNotFound({ company: ctx.identity.company, worker_ids });
  // cpu_usage → cpu
  const categoryOf = (metric: string) => metric.slice(0, metric.indexOf("_"));
  return {
    categories: [...new Set(metrics.map(categoryOf))].map((name) => ({
      name,
      metric_keys: metrics.filter((metric) => categoryOf(metric) === name),
    })),
  };
});
