import { z } from "zod";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { deleteMetadata as removeMetadata } from "../metadata";
import { requireModel, touchModel } from "../store";

export const deleteMetadata = mutation({
  name: "models.delete_metadata",
  since: "2.13",
  auth: "user",
  summary: "Remove metadata from a model",
  request: z.object({ model: z.string(), keys: z.array(z.string()).min(1) }),
  response: z.object({ updated: z.number().int() }),
}).handle((ctx, input) =>
  inTransaction(ctx, async (tx) => {
    const model = await requireModel(tx, input.model, { write: true });
    await removeMetadata(tx, "model", model.id, input.keys);
    return { updated: await touchModel(tx, model) };
  }),
);
