import { z } from "zod";
import { query } from "../../platform/endpoint";
import { readLatest } from "../latest";
import { type EventOwner, requireOwners } from "../owners";
import { MetricVariants, modelEvents, type WireEvent } from "../schema";
import { ComparedPlots, comparePlots } from "../side_by_side";
import { selectors } from "../wire";

const fields = {
  tasks: z.array(z.string()).min(1),
  iters: z.number().int().min(1).default(1),
  scroll_id: z.string().nullish(),
};
const Reply = z.object({
  plots: ComparedPlots,
  /** Metrics. */
  returned: z.number().int(),
  /** Plots. */
  total: z.number().int(),
  scroll_id: z.string().nullable(),
});

export const getMultiTaskPlots = query({
  name: "events.get_multi_task_plots",
  since: "1.8",
  auth: "user",
  summary: "Read the newest plots of several tasks side by side",
  request: z.object({
    ...fields,
    no_scroll: z.boolean().nullish(),
    model_events: modelEvents,
    /** Newest iterations of each task's metrics; else of each task. */
    last_iters_per_task_metric: z.boolean().nullish(),
    metrics: z.array(MetricVariants).nullish(),
  }),
  response: Reply,
}).handle(async (ctx, input) => {
  const owners = await requireOwners(ctx, input.tasks, input.model_events);
  const { events, scroll_id } = await readLatest(ctx, {
    owners,
    kind: "plot",
    iters: input.iters,
    per: (input.last_iters_per_task_metric ?? true) ? "metric" : "owner",
    metrics: selectors(input.metrics),
    model_events: input.model_events,
    scroll_id: input.no_scroll ? null : input.scroll_id,
  });
  return {
    ...sideBySide(events, owners),
    total: events.length,
    scroll_id: events.length > 0 && !input.no_scroll ? scroll_id : null,
  };
});

export const getMultiTaskPlotsScrolled = query({
  name: "events.get_multi_task_plots",
  since: "1.0",
  auth: "user",
  summary: "Read the newest plots of each variant of several tasks, with the count of all",
  request: z.object(fields),
  response: Reply,
}).handle(async (ctx, input) => {
  const owners = await requireOwners(ctx, input.tasks);
  const { events, scroll_id } = await readLatest(ctx, {
    owners,
    kind: "plot",
    iters: input.iters,
    per: "variant",
    scroll_id: input.scroll_id,
  });
  const all = await ctx.events.summarize({ owners: owners.map(({ id }) => id), kinds: ["plot"] });
  return { ...sideBySide(events, owners), total: all.reduce((sum, { count }) => sum + count, 0), scroll_id };
});

function sideBySide(events: readonly WireEvent[], owners: readonly EventOwner[]) {
  const plots = comparePlots(events, owners);
  return { plots, returned: Object.keys(plots).length };
}
