import { z } from "zod";
import { type Context, inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { many } from "../../platform/many";
import { deleteTasks } from "../delete";
import { refusePublishedModels } from "../outputs";
import { forcedChange, Urls } from "../schema";
import { pipelineSteps } from "../steps";
import { requireTask, type TaskRow } from "../store";

const count = z.number().int();
const flag = z.boolean().nullish();

export const deleteTask = mutation({
  name: "tasks.delete",
  since: "1.0",
  auth: "user",
  summary: "Delete a task",
  request: z.object({
    ...forcedChange,
    move_to_trash: flag,
    return_file_urls: flag,
    delete_output_models: flag,
    delete_external_artifacts: flag,
    include_pipeline_steps: flag,
  }),
  response: z.object({
    deleted: z.boolean(),
    updated_children: count,
    updated_models: count,
    deleted_models: count,
    urls: Urls.nullable(),
  }),
}).handle((ctx, input) =>
  inTransaction(ctx, async (tx) => {
    const task = await requireTask(tx, input.task, { write: true, remove: true });
    if (!input.force) await refuseLive(tx, task);
    const steps = input.include_pipeline_steps ? await pipelineSteps(tx, task) : [];
    const { deleted, urls, ...counts } = await deleteTasks(tx, [task, ...steps], input);
    return { ...counts, deleted: deleted > 0, urls: input.return_file_urls ? urls : null };
  }),
);

/** Only drafts and archived tasks go without force, and none that something published came from (wire-protocol §7.5). */
async function refuseLive(tx: Context, task: TaskRow): Promise<void> {
  if (task.status !== "created" && !task.system_tags.includes("archived")) {
    throw errors.taskCannotBeDeleted("due to status, use force=true", {
      task: task.id,
      expected: "created",
      current: task.status,
    });
  }
  const children = await tx.db.task.count({ where: { parent: task.id, status: "published" } });
  if (children > 0)
    throw errors.taskCannotBeDeleted("has published children, use force=true", { task: task.id, children });
  await refusePublishedModels(tx, task.id);
}

export const deleteMany = many(deleteTask, {
  name: "tasks.delete_many",
  since: "1.0",
  key: "task",
  summary: "Delete tasks",
});
