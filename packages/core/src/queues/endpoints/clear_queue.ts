import { z } from "zod";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { withdrawEntries } from "../entries";
import { requireQueue } from "../store";

export const clearQueue = mutation({
  name: "queues.clear_queue",
  since: "1.0",
  auth: "user",
  summary: "Empty a queue; its tasks go back to their former status",
  request: z.object({ queue: z.string() }),
  response: z.object({ removed_tasks: z.array(z.string()) }),
}).handle(async (ctx, input) => {
  const queue = await requireQueue(ctx, input.queue, { write: true });
  return { removed_tasks: await inTransaction(ctx, (tx) => withdrawEntries(tx, queue.id)) };
});
