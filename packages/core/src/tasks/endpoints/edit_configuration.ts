import { z } from "zod";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { writeConfiguration } from "../configuration";
import { changeTask, editable, openTask } from "../editing";
import { ConfigurationItem } from "../schema";

export const editConfiguration = mutation({
  name: "tasks.edit_configuration",
  since: "1.0",
  auth: "user",
  summary: "Add configuration objects to a task or replace some",
  request: z.object({
    task: z.string(),
    configuration: z.array(ConfigurationItem).min(1),
    /** Removes all others. */
    replace_configuration: z.boolean().nullish(),
    force: z.boolean().nullish(),
  }),
  response: z.object({ updated: z.number().int() }),
}).handle((ctx, input) =>
  inTransaction(ctx, async (tx) => {
    const task = await openTask(tx, input.task, editable(input.force));
    await writeConfiguration(tx, task.id, input.configuration, input.replace_configuration ? "all" : "none");
    await changeTask(tx, task);
    return { updated: 1 };
  }),
);
