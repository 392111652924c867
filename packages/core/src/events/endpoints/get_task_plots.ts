import { z } from "zod";
import { query } from "../../platform/endpoint";
import { readLatest } from "../latest";
import { requireOwner } from "../owners";
import { MetricVariants, modelEvents, WireEvent } from "../schema";
import { selectors } from "../wire";

const fields = {
  task: z.string(),
  /** Newest iterations of each variant. */
  iters: z.number().int().min(1).default(1),
  scroll_id: z.string().nullish(),
};

export const getTaskPlots = query({
  name: "events.get_task_plots",
  since: "1.8",
  auth: "user",
  summary: "Read the newest plots of each of a task's variants",
  request: z.object({
    ...fields,
    metrics: z.array(MetricVariants).nullish(),
    no_scroll: z.boolean().nullish(),
    model_events: modelEvents,
  }),
  response: z.object({
    plots: z.array(WireEvent),
    returned: z.number().int(),
    total: z.number().int(),
    /** Always null: there is one page. */
    scroll_id: z.null(),
  }),
}).handle(async (ctx, input) => {
  const owner = await requireOwner(ctx, input.task, input.model_events);
  const { events } = await readLatest(ctx, {
    owners: [owner],
    kind: "plot",
    iters: input.iters,
    per: "variant",
    metrics: selectors(input.metrics),
    model_events: input.model_events,
  });
  return { plots: events, returned: events.length, total: events.length, scroll_id: null };
});

export const getTaskPlotsScrolled = query({
  name: "events.get_task_plots",
  since: "1.0",
  auth: "user",
  summary: "Read the newest plots of each of a task's variants, with the count of all",
  request: z.object(fields),
  response: z.object({
    plots: z.array(WireEvent),
    returned: z.number().int(),
    total: z.number().int(),
    scroll_id: z.string(),
  }),
}).handle(async (ctx, input) => {
  const owner = await requireOwner(ctx, input.task);
  const { events, scroll_id } = await readLatest(ctx, {
    owners: [owner],
    kind: "plot",
    iters: input.iters,
    per: "variant",
    scroll_id: input.scroll_id,
  });
  const all = await ctx.events.summarize({ owners: [owner.id], kinds: ["plot"] });
  const total = all.reduce((sum, { count }) => sum + count, 0);
  return { plots: events, returned: events.length, total, scroll_id };
});
