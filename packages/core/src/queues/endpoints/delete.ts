import { z } from "zod";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { withdrawEntries } from "../entries";
import { removeQueue, requireQueue } from "../store";

export const deleteQueue = mutation({
  name: "queues.delete",
  since: "2.4",
  auth: "user",
  summary: "Delete a queue; what waits in it goes back to its former status, which needs force",
  request: z.object({ queue: z.string(), force: z.boolean().nullish() }),
  response: z.object({ deleted: z.number().int() }),
}).handle((ctx, { queue: id, force }) =>
  inTransaction(ctx, async (tx) => {
    const reason = `Queue ${id} was deleted`;
    // tasks before the queue, in the order in which tasks.enqueue locks them
    if (force) await withdrawEntries(tx, id, { reason });
    await requireQueue(tx, id, { write: true, lock: "exclusive" });
    const waiting = await tx.db.queueEntry.count({ where: { queue: id } });
    if (waiting > 0 && !force) throw errors.queueNotEmpty("use force=true to delete", { id });
    // what came before the queue was locked
    if (waiting > 0) await withdrawEntries(tx, id, { reason });
    return { deleted: await removeQueue(tx, id) };
  }),
);
