import { z } from "zod";
import { query } from "../../platform/endpoint";
import { requireQueue } from "../store";

export const peekTask = query({
  name: "queues.peek_task",
  since: "2.15",
  auth: "user",
  summary: "The head of a queue, which stays there",
  request: z.object({ queue: z.string() }),
  response: z.object({ task: z.string().nullable() }),
}).handle(async (ctx, input) => {
  const { id } = await requireQueue(ctx, input.queue);
  const head = await ctx.db.queueEntry.findFirst({ where: { queue: id }, orderBy: { position: "asc" } });
  return { task: head?.task ?? null };
});
