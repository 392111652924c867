import { z } from "zod";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { changeTask, openTask, UNFINISHED } from "../editing";
import { markAlive } from "../progress";
import { ModelSide, TaskModelItem } from "../schema";
import { putTaskModel } from "../task_models";

/** The model is not looked up: the SDK may name one of another server. */
export const addOrUpdateModel = mutation({
  name: "tasks.add_or_update_model",
  since: "2.13",
  auth: "user",
  summary: "Name an input or output model of a task",
  request: TaskModelItem.extend({
    task: z.string(),
    type: ModelSide,
    /** Raises the task's `last_iteration`. */
    iteration: z.number().int().nullish(),
  }),
  response: z.object({ updated: z.number().int() }),
}).handle((ctx, { task: id, type, iteration, ...item }) =>
  inTransaction(ctx, async (tx) => {
    const task = await openTask(tx, id, UNFINISHED);
    await putTaskModel(tx, task.id, type, item);
    await changeTask(tx, task);
    if (typeof iteration === "number") await markAlive(tx, task.id, { iteration });
    return { updated: 1 };
  }),
);
