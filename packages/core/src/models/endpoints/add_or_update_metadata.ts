import { z } from "zod";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { writeMetadata } from "../metadata";
import { MetadataList } from "../schema";
import { requireModel, touchModel } from "../store";

export const addOrUpdateMetadata = mutation({
  name: "models.add_or_update_metadata",
  since: "2.13",
  auth: "user",
  summary: "Add metadata to a model or replace entries",
  request: z.object({ model: z.string(), metadata: MetadataList, replace_metadata: z.boolean().nullish() }),
  response: z.object({ updated: z.number().int() }),
}).handle((ctx, input) =>
  inTransaction(ctx, async (tx) => {
    const model = await requireModel(tx, input.model, { write: true });
    await writeMetadata(tx, "model", model.id, input.metadata, { replace: input.replace_metadata ?? false });
    return { updated: await touchModel(tx, model) };
  }),
);
