import { z } from "zod";
import { query } from "../../platform/endpoint";
import { requireOwners } from "../owners";
import { EventType, modelEvents } from "../schema";
import { variantsByMetric } from "../variants";
import { KINDS } from "../wire";

export const getMultiTaskMetrics = query({
  name: "events.get_multi_task_metrics",
  since: "1.0",
  auth: "user",
  summary: "List the metrics and variants that any of the tasks has events for",
  request: z.object({
    tasks: z.array(z.string()).min(1),
    /** All but console lines when absent. */
    event_type: z.union([EventType, z.literal("all")]).nullish(),
    model_events: modelEvents,
  }),
  response: z.object({ metrics: z.array(z.object({ metric: z.string(), variants: z.array(z.string()) })) }),
}).handle(async (ctx, input) => {
  const owners = await requireOwners(ctx, input.tasks, input.model_events);
  const { event_type: type } = input;
  const kinds = type && type !== "all" ? [KINDS[type]] : (["scalar", "vector", "image", "plot"] as const);
  const found = await variantsByMetric(ctx, owners, kinds);
  return { metrics: Array.from(found, ([metric, variants]) => ({ metric, variants })) };
});
