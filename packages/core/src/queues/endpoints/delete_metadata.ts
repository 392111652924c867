import { z } from "zod";
import { deleteMetadata as removeMetadata } from "../../models/metadata";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { requireQueue, touchQueue } from "../store";

export const deleteMetadata = mutation({
  name: "queues.delete_metadata",
  since: "2.13",
  auth: "user",
  summary: "Remove metadata from a queue",
  request: z.object({ queue: z.string(), keys: z.array(z.string()).min(1) }),
  response: z.object({ updated: z.number().int() }),
}).handle((ctx, input) =>
  inTransaction(ctx, async (tx) => {
    const queue = await requireQueue(tx, input.queue, { write: true, lock: "exclusive" });
    await removeMetadata(tx, "queue", queue.id, input.keys);
    return { updated: await touchQueue(tx, queue.id) };
  }),
);
