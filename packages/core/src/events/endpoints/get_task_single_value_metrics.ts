import { z } from "zod";
import { query } from "../../platform/endpoint";
import { requireOwners } from "../owners";
import { MetricVariants, modelEvents } from "../schema";
import { readSingleValues, SingleValues } from "../side_by_side";
import { selectors } from "../wire";

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
  response: z.object({ tasks: z.array(SingleValues) }),
}).handle(async (ctx, input) => {
  const owners = await requireOwners(ctx, input.tasks, input.model_events);
  return { tasks: await readSingleValues(ctx, owners, selectors(input.metrics)) };
});
