import { z } from "zod";
import { writeMetadata } from "../../models/metadata";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { storedFields, withUniqueName } from "../fields";
import { queueFields } from "../schema";
import { requireQueue } from "../store";

export const update = mutation({
  name: "queues.update",
  since: "2.4",
  auth: "user",
  summary: "Change the names, tags or metadata of a queue",
  request: z.object({ ...queueFields, queue: z.string(), name: z.string().nullish() }),
  response: z.object({ updated: z.number().int(), fields: z.looseObject({}) }),
}).handle((ctx, { queue, metadata, ...request }) =>
  inTransaction(ctx, async (tx) => {
    const { id } = await requireQueue(tx, queue, { write: true, lock: "exclusive" });
    const columns = storedFields(request);
    const fields = { ...columns, ...(metadata ? { metadata } : {}) };
    if (Object.keys(fields).length === 0) return { updated: 0, fields };
    const data = { ...columns, last_update: tx.now() };
    const { count } = await withUniqueName(columns.name, tx.db.queue.updateMany({ where: { id }, data }));
    if (metadata) await writeMetadata(tx, "queue", id, metadata, { replace: true });
    return { updated: count, fields };
  }),
);
