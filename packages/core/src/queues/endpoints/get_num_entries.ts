import { z } from "zod";
import { query } from "../../platform/endpoint";
import { requireQueue } from "../store";

export const getNumEntries = query({
  name: "queues.get_num_entries",
  since: "2.15",
  auth: "user",
  summary: "How many tasks wait in a queue",
  request: z.object({ queue: z.string() }),
  response: z.object({ num: z.number().int() }),
}).handle(async (ctx, input) => {
  const { id } = await requireQueue(ctx, input.queue);
  return { num: await ctx.db.queueEntry.count({ where: { queue: id } }) };
});
