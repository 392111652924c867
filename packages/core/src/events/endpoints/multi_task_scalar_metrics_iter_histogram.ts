import { z } from "zod";
import { query } from "../../platform/endpoint";
import { Nested, readCurves } from "../curves";
import { requireOwners } from "../owners";
import { Curve, MetricVariants, modelEvents, Samples, ScalarKey } from "../schema";
import { selectors } from "../wire";

type ByTask = Record<string, z.output<typeof Curve>>;

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
  response: z.object({ metrics: z.record(z.string(), z.record(z.string(), z.record(z.string(), Curve))) }),
}).handle(async (ctx, input) => {
  const owners = await requireOwners(ctx, input.tasks, input.model_events);
  const names = new Map(owners.map(({ id, name }) => [id, name]));
  const nested = new Nested<ByTask>();
  const options = { metrics: selectors(input.metrics), samples: input.samples, key: input.key ?? "iter" } as const;
  for (const { owner, metric, variant, ...curve } of await readCurves(ctx, [...names.keys()], options)) {
    nested.at(metric, variant, () => Object.create(null) as ByTask)[owner] = {
      name: names.get(owner) ?? owner,
      ...curve,
    };
  }
  return { metrics: nested.document };
});
