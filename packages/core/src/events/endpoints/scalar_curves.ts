import { z } from "zod";
import { query } from "../../platform/endpoint";
import { bandOf } from "../bands";
import { requireOwners } from "../owners";
import { MetricVariants, modelEvents, Samples } from "../schema";
import { selectors } from "../wire";

/** Of all curves of an answer together: thousands of curves share them, so that no answer fills the memory. */
const MOST_SAMPLES = 1_000_000;

const CurveWithBand = z.object({
  task: z.string(),
  metric: z.string(),
  variant: z.string(),
  /** Iterations, or milliseconds since 1970. */
  x: z.array(z.number()),
  y: z.array(z.number()),
  min: z.array(z.number()).optional(),
  max: z.array(z.number()).optional(),
  points: z.number().int(),
  x_axis_label: z.string().optional(),
});

/** What the charts of our pages read: `scalar_metrics_iter_histogram` of the wire loses spikes and cannot look closer at a part. */
export const scalarCurves = query({
  name: "events.scalar_curves",
  auth: "user",
  summary: "Read scalar curves for charts: thinned with the extremes kept, whole or a part",
  request: z.object({
    tasks: z.array(z.string()).min(1).max(100),
    metrics: z.array(MetricVariants).nullish(),
    key: z.enum(["iter", "timestamp"]).default("iter"),
    samples: Samples,
    from: z.number().nullish(),
    to: z.number().nullish(),
    model_events: modelEvents,
  }),
  response: z.object({ curves: z.array(CurveWithBand) }),
}).handle(async (ctx, input) => {
  const owners = await requireOwners(ctx, input.tasks, input.model_events);
  const found = await ctx.events.windows({
    owners: owners.map(({ id }) => id),
    metrics: selectors(input.metrics),
    axis: input.key,
    range: { gte: input.from ?? undefined, lte: input.to ?? undefined },
    buckets: input.samples,
    total: MOST_SAMPLES,
  });
  return {
    curves: found.map((curve) => ({
      task: curve.owner,
      metric: curve.metric,
      variant: curve.variant,
      ...bandOf(curve),
      ...(curve.x_axis_label === undefined ? {} : { x_axis_label: curve.x_axis_label }),
    })),
  };
});
