import { z } from "zod";
import { writeMetadata } from "../../models/metadata";
import { MetadataList } from "../../models/schema";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { requireQueue, touchQueue } from "../store";

export const addOrUpdateMetadata = mutation({
  name: "queues.add_or_update_metadata",
  since: "2.13",
  auth: "user",
  summary: "Add metadata to a queue or replace entries",
  request: z.object({ queue: z.string(), metadata: MetadataList, replace_metadata: z.boolean().nullish() }),
  response: z.object({ updated: z.number().int() }),
}).handle((ctx, input) =>
  inTransaction(ctx, async (tx) => {
    const queue = await requireQueue(tx, input.queue, { write: true, lock: "exclusive" });
    await writeMetadata(tx, "queue", queue.id, input.metadata, { replace: input.replace_metadata ?? false });
    return { updated: await touchQueue(tx, queue.id) };
  }),
);
