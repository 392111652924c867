import { z } from "zod";
import { mutation } from "../../platform/endpoint";
import { requireChangeable } from "../owners";
import { tellEvents } from "../tell";

export const clearTaskLog = mutation({
  name: "events.clear_task_log",
  since: "1.0",
  auth: "user",
  summary: "Delete a task's console output, all or what is older than a number of seconds",
  request: z.object({
    task: z.string(),
    allow_locked: z.boolean().nullish(),
    /** Only lines older than this; 0 and absent mean all. */
    threshold_sec: z.number().nullish(),
    include_metrics: z.array(z.string()).nullish(),
    exclude_metrics: z.array(z.string()).nullish(),
  }),
  response: z.object({ deleted: z.number().int() }),
}).handle(async (ctx, input) => {
  const { id } = await requireChangeable(ctx, input.task, { model: false, allowLocked: input.allow_locked ?? false });
  const deleted = await ctx.events.remove({
    owners: [id],
    kinds: ["log"],
    metrics: input.include_metrics?.map((metric) => ({ metric })),
    exceptMetrics: input.exclude_metrics ?? undefined,
    before: input.threshold_sec ? Math.ceil(ctx.now().getTime() - input.threshold_sec * 1000) : undefined,
  });
  tellEvents(ctx, [id], ["log"]);
  return { deleted };
});
