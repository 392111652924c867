import { z } from "zod";
import { query } from "../../platform/endpoint";
import { Nested, readCurves } from "../curves";
import { requireOwner } from "../owners";
import { Curve, MetricVariants, modelEvents, Samples, ScalarKey } from "../schema";
import { selectors } from "../wire";

export const scalarMetricsIterHistogram = query({
  name: "events.scalar_metrics_iter_histogram",
  since: "1.0",
  auth: "user",
  summary: "Read a task's scalar curves, thinned to a number of points",
  request: z.object({
    task: z.string(),
    samples: Samples,
    key: ScalarKey.nullish(),
    metrics: z.array(MetricVariants).nullish(),
    model_events: modelEvents,
  }),
  response: z.record(z.string(), z.record(z.string(), Curve)),
}).handle(async (ctx, input) => {
  await requireOwner(ctx, input.task, input.model_events);
  const nested = new Nested<z.output<typeof Curve>>();
  const options = { metrics: selectors(input.metrics), samples: input.samples, key: input.key ?? "iter" } as const;
  for (const { owner: _owner, metric, variant, ...curve } of await readCurves(ctx, [input.task], options)) {
    nested.at(metric, variant, () => ({ name: variant, ...curve }));
  }
  return nested.document;
});
