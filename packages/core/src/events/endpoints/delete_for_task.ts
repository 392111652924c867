import { z } from "zod";
import { mutation } from "../../platform/endpoint";
import { requireChangeable } from "../owners";
import { removeEvents } from "../remove";

export const deleteForTask = mutation({
  name: "events.delete_for_task",
  since: "1.0",
  auth: "user",
  summary: "Delete all events of a task",
  request: z.object({ task: z.string(), allow_locked: z.boolean().nullish() }),
  response: z.object({ deleted: z.number().int() }),
}).handle(async (ctx, input) => {
  const { id } = await requireChangeable(ctx, input.task, { model: false, allowLocked: input.allow_locked ?? false });
  return { deleted: await removeEvents(ctx, [id]) };
});

export const deleteForModel = mutation({
  name: "events.delete_for_model",
  since: "1.0",
  auth: "user",
  summary: "Delete all events of a model",
  request: z.object({ model: z.string(), allow_locked: z.boolean().nullish() }),
  response: z.object({ deleted: z.number().int() }),
}).handle(async (ctx, input) => {
  const { id } = await requireChangeable(ctx, input.model, { model: true, allowLocked: input.allow_locked ?? false });
  return { deleted: await removeEvents(ctx, [id]) };
});
