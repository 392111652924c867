import { z } from "zod";
import { query } from "../../platform/endpoint";
import { requireOwners } from "../owners";
import { MetricVariants, modelEvents } from "../schema";
import { selectors } from "../wire";

const SingleValue = z.object({
  metric: z.string(),
  variant: z.string(),
  value: z.number(),
  timestamp: z.number(),
});

export const getTaskSingleValueMetrics = query({
  name: "events.get_task_single_value_metrics",
  since: "1.0",
  auth: "user",
  summary: "Read the single values of tasks",
  request: z.object({
    tasks: z.array(z.string()).min(1),
    metrics: z.array(MetricVariants).nullish(),
    model_events: modelEvents,
  }),
  response: z.object({
    tasks: z.array(z.object({ task: z.string(), task_name: z.string(), values: z.array(SingleValue) })),
  }),
}).handle(async (ctx, input) => {
  const owners = await requireOwners(ctx, input.tasks, input.model_events);
  const found = await ctx.events.series({
    owners: owners.map(({ id }) => id),
    metrics: selectors(input.metrics),
    single: "only",
  });
  const values = new Map<string, z.output<typeof SingleValue>[]>();
  for (const { owner, metric, variant, value, timestamp } of found) {
    const [last, when] = [value.at(-1), timestamp.at(-1)];
    if (last === undefined || when === undefined) continue;
    const known = values.get(owner) ?? [];
    known.push({ metric, variant, value: last, timestamp: when });
    values.set(owner, known);
  }
  return {
    tasks: owners.flatMap(({ id, name }) => {
      const some = values.get(id);
      return some ? [{ task: id, task_name: name, values: some }] : [];
    }),
  };
});
