import { z } from "zod";
import { query } from "../../platform/endpoint";
import { requireOwners } from "../owners";
import { EventType, modelEvents } from "../schema";
import { KINDS } from "../wire";

export const getTaskMetrics = query({
  name: "events.get_task_metrics",
  since: "1.0",
  auth: "user",
  summary: "List the metrics that tasks have events of one type for",
  request: z.object({ tasks: z.array(z.string()).min(1), event_type: EventType, model_events: modelEvents }),
  response: z.object({ metrics: z.array(z.object({ task: z.string(), metrics: z.array(z.string()) })) }),
}).handle(async (ctx, input) => {
  const owners = await requireOwners(ctx, input.tasks, input.model_events);
  const found = await ctx.events.summarize({
    owners: owners.map(({ id }) => id),
    kinds: [KINDS[input.event_type]],
  });
  return {
    metrics: owners.map(({ id }) => {
      // Metrics that are single values only have no curve to choose.
      const own = found.filter(({ owner, count, single }) => owner === id && count > (single ? 1 : 0));
      return { task: id, metrics: [...new Set(own.map(({ metric }) => metric))] };
    }),
  };
});
