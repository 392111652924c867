import { z } from "zod";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { many } from "../../platform/many";
import { touchProjects } from "../../projects/store";
import { deleteModel as removeModel, requireModel } from "../store";

export const deleteModel = mutation({
  name: "models.delete",
  since: "1.0",
  auth: "user",
  summary: "Delete a model",
  request: z.object({
    model: z.string(),
    force: z.boolean().nullish(),
    delete_external_artifacts: z.boolean().nullish(),
  }),
  response: z.object({ deleted: z.boolean(), url: z.string().nullable() }),
}).handle((ctx, input) =>
  inTransaction(ctx, async (tx) => {
    const model = await requireModel(tx, input.model, { write: true });
    const reply = await removeModel(tx, model, {
      force: input.force ?? false,
      delete_external_artifacts: input.delete_external_artifacts ?? true,
    });
    await touchProjects(tx, [model.project]);
    return reply;
  }),
);

export const deleteMany = many(deleteModel, {
  name: "models.delete_many",
  since: "1.0",
  key: "model",
  summary: "Delete models",
});
