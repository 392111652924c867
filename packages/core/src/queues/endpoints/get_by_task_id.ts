import { z } from "zod";
import { query } from "../../platform/endpoint";
import { errors } from "../../platform/errors";

export const getByTaskId = query({
  name: "queues.get_by_task_id",
  auth: "user",
  summary: "The queue in which a task waits",
  request: z.object({ task: z.string() }),
  response: z.object({ id: z.string(), name: z.string(), display_name: z.string().nullable() }),
}).handle(async (ctx, { task }) => {
  const entries = await ctx.db.queueEntry.findMany({ where: { task }, orderBy: { added: "desc" } });
  const queue = await ctx.db.queue.findFirst({
    where: { id: { in: entries.map((entry) => entry.queue) }, company: ctx.identity.company },
    select: { id: true, name: true, display_name: true },
  });
  if (!queue) throw errors.invalidQueueOrTaskNotQueued({ task });
  return queue;
});
