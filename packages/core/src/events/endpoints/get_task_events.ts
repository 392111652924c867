import { z } from "zod";
import { query } from "../../platform/endpoint";
import { requireOwner } from "../owners";
import { readPage } from "../pages";
import { EventType, MetricVariants, modelEvents, Order, WireEvent } from "../schema";
import { KINDS, selectors } from "../wire";

export const getTaskEvents = query({
  name: "events.get_task_events",
  since: "1.0",
  auth: "user",
  summary: "Scroll through a task's events in order of iteration",
  request: z.object({
    task: z.string(),
    /** All types, one after the other, when absent. */
    event_type: z.union([EventType, z.literal("all")]).nullish(),
    order: Order.nullish(),
    batch_size: z.number().int().nullish(),
    scroll_id: z.string().nullish(),
    metrics: z.array(MetricVariants).nullish(),
    count_total: z.boolean().nullish(),
    model_events: modelEvents,
  }),
  response: z.object({
    events: z.array(WireEvent),
    returned: z.number().int(),
    total: z.number().int().nullable(),
    scroll_id: z.string(),
  }),
}).handle(async (ctx, input) => {
  await requireOwner(ctx, input.task, input.model_events);
  const type = input.event_type ?? "all";
  return readPage(ctx, {
    ...input,
    kinds: type === "all" ? Object.values(KINDS) : [KINDS[type]],
    direction: input.order ?? "asc",
    metrics: selectors(input.metrics),
  });
});
