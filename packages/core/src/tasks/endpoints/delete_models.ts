import { z } from "zod";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { changeTask, openTask, UNFINISHED } from "../editing";
import { ModelSide } from "../schema";
import { removeTaskModels } from "../task_models";

/** The models themselves stay. */
export const deleteModels = mutation({
  name: "tasks.delete_models",
  since: "2.13",
  auth: "user",
  summary: "Take models from a task",
  request: z.object({
    task: z.string(),
    models: z.array(z.object({ name: z.string(), type: ModelSide })).min(1),
  }),
  response: z.object({ updated: z.number().int() }),
}).handle((ctx, input) =>
  inTransaction(ctx, async (tx) => {
    const task = await openTask(tx, input.task, UNFINISHED);
    await removeTaskModels(tx, task.id, input.models);
    await changeTask(tx, task);
    return { updated: 1 };
  }),
);
