import { z } from "zod";
import { writeMetadata } from "../../models/metadata";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { newId } from "../../platform/ids";
import { storedName } from "../../platform/names";
import { storedFields, withUniqueName } from "../fields";
import { queueFields } from "../schema";

export const create = mutation({
  name: "queues.create",
  since: "2.4",
  auth: "user",
  summary: "Make a queue",
  request: z.object({ ...queueFields, name: z.string() }),
  response: z.object({ id: z.string() }),
}).handle((ctx, { metadata, ...request }) =>
  inTransaction(ctx, async (tx) => {
    const id = newId();
    const name = storedName(request.name);
    const { user, company } = tx.identity;
    const dates = { created: tx.now(), last_update: tx.now() };
    await withUniqueName(
      name,
      tx.db.queue.create({ data: { ...storedFields(request), name, id, user, company, ...dates } }),
    );
    if (metadata) await writeMetadata(tx, "queue", id, metadata);
    return { id };
  }),
);
