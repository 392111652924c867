import { z } from "zod";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { deleteConfigurations } from "../configuration";
import { changeTask, editable, openTask } from "../editing";

export const deleteConfiguration = mutation({
  name: "tasks.delete_configuration",
  since: "1.0",
  auth: "user",
  summary: "Take configuration objects from a task",
  request: z.object({
    task: z.string(),
    configuration: z.array(z.string()).min(1),
    force: z.boolean().nullish(),
  }),
  response: z.object({ deleted: z.number().int() }),
}).handle((ctx, input) =>
  inTransaction(ctx, async (tx) => {
    const task = await openTask(tx, input.task, editable(input.force));
    await deleteConfigurations(tx, task.id, input.configuration);
    await changeTask(tx, task);
    return { deleted: 1 };
  }),
);
