import { z } from "zod";
import { query } from "../../platform/endpoint";
import { requireOwners } from "../owners";
import { MetricVariants, modelEvents, Samples, ScalarKey } from "../schema";
import { ComparedCurves, compareCurves } from "../side_by_side";
import { selectors } from "../wire";

export const multiTaskScalarMetricsIterHistogram = query({
  name: "events.multi_task_scalar_metrics_iter_histogram",
  since: "1.0",
  auth: "user",
  summary: "Read the scalar curves of several tasks, thinned to a number of points each",
  request: z.object({
    tasks: z.array(z.string()).min(1).max(100),
    samples: Samples,
    key: ScalarKey.nullish(),
    metrics: z.array(MetricVariants).nullish(),
    model_events: modelEvents,
  }),
  response: z.object({ metrics: ComparedCurves }),
}).handle(async (ctx, input) => {
  const owners = await requireOwners(ctx, input.tasks, input.model_events);
  const options = { metrics: selectors(input.metrics), samples: input.samples, key: input.key ?? "iter" } as const;
  return { metrics: await compareCurves(ctx, owners, options) };
});
