import { z } from "zod";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { upgradeTags } from "../../platform/tags";
import { changeModel, checkReferences, raiseIteration, storedFields, withoutDeletedTask } from "../fields";
import { modelFields, Updated } from "../schema";
import { requireModel } from "../store";

export const edit = mutation({
  name: "models.edit",
  since: "1.0",
  auth: "user",
  summary: "Change any field of a model",
  request: z.object({
    ...modelFields,
    model: z.string(),
    name: z.string().nullish(),
    uri: z.string().nullish(),
    labels: z.record(z.string(), z.number().int()).nullish(),
    ready: z.boolean().nullish(),
    iteration: z.number().int().nullish(),
  }),
  response: Updated,
}).handle((ctx, input) =>
  inTransaction(ctx, async (tx) => {
    const model = await requireModel(tx, input.model, { write: true });
    const { metadata, iteration, ...request } = withoutDeletedTask(upgradeTags(tx.version, input));
    await checkReferences(tx, request, {
      project: errors.fieldsValueError,
      task: errors.fieldsValueError,
      parent: errors.fieldsValueError,
    });
    const reply = await changeModel(tx, model, storedFields(request), { metadata, content: true });
    await raiseIteration(tx, request.task ?? model.task, iteration);
    return reply;
  }),
);
