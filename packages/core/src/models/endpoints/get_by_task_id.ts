import { z } from "zod";
import { entities } from "../../entities";
import { query } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { loadDocuments } from "../../platform/find/load";
import { downgradeTags } from "../../platform/tags";
import { requireTask } from "../../tasks/store";
import { lastOutput } from "../task_output";

const contract = {
  name: "models.get_by_task_id",
  auth: "user",
  request: z.object({ task: z.string() }),
  response: z.object({ model: z.looseObject({}) }),
} as const;

/** Newer clients read `models.output` of the task (wire-protocol §7.2). */
export const getByTaskIdGone = query({
  ...contract,
  since: "2.14",
  summary: "Gone: read models.output of the task",
}).handle(() => {
  throw errors.notSupported301("use models.get_by_id or models.get_all with the ids from the task");
});

export const getByTaskId = query({
  ...contract,
  since: "1.0",
  summary: "The last output model of a task",
}).handle(async (ctx, input) => {
  const task = await requireTask(ctx, input.task);
  const id = await lastOutput(ctx, task.id);
  if (!id) throw errors.missingTaskFields({ task: task.id, field: "models.output" });
  const [model] = await loadDocuments(ctx, entities.model, [id], { fields: Object.keys(entities.model.fields) });
  if (!model) throw errors.invalidModelId({ id, company: ctx.identity.company });
  return { model: downgradeTags(ctx.version, { ui_cache: {}, unique_metrics: [], ...model, metadata: [] }) };
});
