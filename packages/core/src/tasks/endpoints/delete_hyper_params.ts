import { z } from "zod";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { changeTask, editable, openTask } from "../editing";
import { deleteHyperparams, onlyProperties } from "../hyperparams";
import { ParamsKey } from "../schema";

export const deleteHyperParams = mutation({
  name: "tasks.delete_hyper_params",
  since: "1.0",
  auth: "user",
  summary: "Take hyperparameters or whole sections from a task",
  request: z.object({
    task: z.string(),
    /** Without a name: the whole section. */
    hyperparams: z.array(ParamsKey).min(1),
    force: z.boolean().nullish(),
  }),
  response: z.object({ deleted: z.number().int() }),
}).handle((ctx, { hyperparams, ...input }) => {
  const sections = new Set(hyperparams.filter(({ name }) => !name).map(({ section }) => section));
  const both = hyperparams.find(({ section, name }) => name && sections.has(section));
  if (both) throw errors.fieldsConflict("a section is named as a whole and in part", { section: both.section });
  return inTransaction(ctx, async (tx) => {
    const properties = onlyProperties(hyperparams);
    const task = await openTask(tx, input.task, properties ? undefined : editable(input.force));
    await deleteHyperparams(tx, task.id, hyperparams);
    await changeTask(tx, task, {}, { content: !properties });
    return { deleted: 1 };
  });
});
