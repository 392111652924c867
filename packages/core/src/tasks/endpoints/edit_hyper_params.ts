import { z } from "zod";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { changeTask, editable, openTask } from "../editing";
import { onlyProperties, writeHyperparams } from "../hyperparams";
import { ParamsItem } from "../schema";

export const editHyperParams = mutation({
  name: "tasks.edit_hyper_params",
  since: "1.0",
  auth: "user",
  summary: "Add hyperparameters to a task or replace some",
  request: z.object({
    task: z.string(),
    hyperparams: z.array(ParamsItem).min(1),
    /** What goes before these are written: nothing, the sections that they name, everything. */
    replace_hyperparams: z.enum(["none", "section", "all"]).nullish(),
    force: z.boolean().nullish(),
  }),
  response: z.object({ updated: z.number().int() }),
}).handle((ctx, { hyperparams, ...input }) =>
  inTransaction(ctx, async (tx) => {
    const replace = input.replace_hyperparams ?? "none";
    const properties = replace !== "all" && onlyProperties(hyperparams);
    const task = await openTask(tx, input.task, properties ? undefined : editable(input.force));
    await writeHyperparams(tx, task.id, hyperparams, replace);
    await changeTask(tx, task, {}, { content: !properties });
    return { updated: 1 };
  }),
);
