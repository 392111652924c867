import { z } from "zod";
import { query } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { Line, MetricType, readHistory } from "../history";

export const getEndpointMetricsHistory = query({
  name: "serving.get_endpoint_metrics_history",
  since: "1.0",
  auth: "user",
  summary: "Read a metric of an endpoint over time",
  request: z.object({
    endpoint_url: z.string(),
    /** Seconds since 1970. */
    from_date: z.number().min(0),
    to_date: z.number().min(0),
    /** Seconds; at least 40 are taken. */
    interval: z.number().int().min(1),
    metric_type: MetricType.nullish(),
    /** Each container's line besides the total; true without it. */
    instance_charts: z.boolean().nullish(),
  }),
  response: z.object({
    computed_interval: z.number().int(),
    total: Line,
    instances: z.record(z.string(), Line).optional(),
  }),
}).handle(async (ctx, { endpoint_url, from_date, to_date, interval, metric_type, instance_charts }) => {
  if (from_date >= to_date) throw errors.fieldsValueError("from_date must be before to_date", { from_date, to_date });
  const asked = {
    url: endpoint_url,
    metric: metric_type ?? "requests",
    from: from_date,
    to: to_date,
    interval,
  } as const;
  const { instances, ...history } = await readHistory(ctx, asked);
  return { ...history, ...(instance_charts === false ? {} : { instances }) };
});
