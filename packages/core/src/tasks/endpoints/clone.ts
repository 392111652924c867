import { z } from "zod";
import { type Context, inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { findOrCreateProject } from "../../projects/store";
import { cloneTask } from "../clone";
import { Configuration, Container, Execution, Hyperparams, TaskFields, TaskModelItem } from "../schema";
import { requireTask } from "../store";

const { name, comment, tags, system_tags, parent, project } = TaskFields.shape;

export const clone = mutation({
  name: "tasks.clone",
  since: "1.0",
  auth: "user",
  summary: "Make a new task from what another one starts from",
  request: z.object({
    task: z.string(),
    new_task_name: name,
    new_task_comment: comment,
    new_task_tags: tags,
    new_task_system_tags: system_tags,
    new_task_parent: parent,
    new_task_project: project,
    new_task_hyperparams: Hyperparams.nullish(),
    new_task_configuration: Configuration.nullish(),
    new_task_container: Container.nullish(),
    new_task_input_models: z.array(TaskModelItem).nullish(),
    execution_overrides: Execution.nullish(),
    validate_references: z.boolean().nullish(),
    new_project_name: z.string().nullish(),
  }),
  response: z.object({
    id: z.string(),
    new_project: z.object({ id: z.string(), name: z.string() }).optional(),
  }),
}).handle((ctx, input) =>
  inTransaction(ctx, async (tx) => {
    const source = await requireTask(tx, input.task);
    const new_project = input.new_task_project ? null : await namedProject(tx, input.new_project_name);
    const id = await cloneTask(
      tx,
      source,
      {
        name: input.new_task_name,
        comment: input.new_task_comment,
        tags: input.new_task_tags,
        system_tags: input.new_task_system_tags,
        parent: input.new_task_parent,
        project: new_project?.id ?? input.new_task_project,
        hyperparams: input.new_task_hyperparams,
        configuration: input.new_task_configuration,
        container: input.new_task_container,
        models: input.new_task_input_models ? { input: input.new_task_input_models } : null,
        // parameters never had an effect here (wire-protocol §7.2)
        execution: input.execution_overrides && { ...input.execution_overrides, parameters: undefined },
      },
      { validate_references: input.validate_references ?? false },
    );
    return { id, ...(new_project ? { new_project } : {}) };
  }),
);

/** The project in the reply: made when missing. */
async function namedProject(
  tx: Context,
  name: string | null | undefined,
): Promise<{ id: string; name: string } | null> {
  if (!name) return null;
  const { id } = await findOrCreateProject(tx, name);
  return { id, name };
}
