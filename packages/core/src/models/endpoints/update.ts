import { z } from "zod";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { upgradeTags } from "../../platform/tags";
import { requireProject } from "../../projects/store";
import { changeModel, raiseIteration, storedFields } from "../fields";
import { Updated, updateFields } from "../schema";
import { requireModel } from "../store";

export const update = mutation({
  name: "models.update",
  since: "1.0",
  auth: "user",
  summary: "Change the descriptive fields of a model",
  request: z.object({
    ...updateFields,
    model: z.string(),
    task: z.string().nullish(),
    iteration: z.number().int().nullish(),
  }),
  response: Updated,
}).handle((ctx, input) =>
  inTransaction(ctx, async (tx) => {
    const model = await requireModel(tx, input.model, { write: true });
    const { metadata, iteration, task, ...request } = upgradeTags(tx.version, input);
    if (request.project) await requireProject(tx, request.project, { error: errors.fieldsValueError });
    const reply = await changeModel(tx, model, storedFields(request), { metadata });
    await raiseIteration(tx, task ?? model.task, iteration);
    return reply;
  }),
);
