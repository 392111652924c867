import { z } from "zod";
import { query } from "../../platform/endpoint";
import { requireOwner } from "../owners";
import { readPage } from "../pages";
import { modelEvents, WireEvent } from "../schema";
import { MAX_PAGE } from "../wire";

export const getScalarMetricData = query({
  name: "events.get_scalar_metric_data",
  since: "1.0",
  auth: "user",
  summary: "Read all events of a scalar metric in order of time",
  request: z.object({
    task: z.string(),
    metric: z.string(),
    scroll_id: z.string().nullish(),
    no_scroll: z.boolean().nullish(),
    model_events: modelEvents,
  }),
  response: z.object({
    events: z.array(WireEvent),
    returned: z.number().int(),
    total: z.number().int().nullable(),
    scroll_id: z.string().nullable(),
  }),
}).handle(async (ctx, input) => {
  await requireOwner(ctx, input.task, input.model_events);
  const page = await readPage(ctx, {
    task: input.task,
    kinds: ["scalar"],
    direction: "asc",
    byTime: true,
    metrics: [{ metric: input.metric }],
    batch_size: MAX_PAGE,
    scroll_id: input.no_scroll ? null : input.scroll_id,
    model_events: input.model_events,
  });
  return input.no_scroll ? { ...page, scroll_id: null } : page;
});
