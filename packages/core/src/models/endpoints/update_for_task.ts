import type { Prisma } from "@limpid/db";
import { z } from "zod";
import { type Context, inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { newId } from "../../platform/ids";
import { upgradeTags } from "../../platform/tags";
import { touchProjects } from "../../projects/store";
import { requireTask } from "../../tasks/store";
import { changeModel, raiseIteration, storedFields } from "../fields";
import { changeOf, requireModel } from "../store";
import { lastOutput, setOutput } from "../task_output";

const contract = {
  name: "models.update_for_task",
  auth: "user",
  request: z.object({
    task: z.string(),
    uri: z.string().nullish(),
    name: z.string().nullish(),
    comment: z.string().nullish(),
    tags: z.array(z.string()).nullish(),
    system_tags: z.array(z.string()).nullish(),
    override_model_id: z.string().nullish(),
    iteration: z.number().int().nullish(),
  }),
  response: z.object({
    id: z.string(),
    created: z.boolean(),
    updated: z.number().int().optional(),
    fields: z.looseObject({}).optional(),
  }),
} as const;

/** Statuses in which a task may still get output models (wire-protocol §7.5). */
const OPEN = new Set(["created", "queued", "in_progress"]);

/** Newer clients create the model and add it to the task themselves (wire-protocol §7.2). */
export const updateForTaskGone = mutation({
  ...contract,
  since: "2.14",
  summary: "Gone: use models.create and tasks.add_or_update_model",
}).handle(() => {
  throw errors.notSupported301("use models.create and tasks.add_or_update_model");
});

export const updateForTask = mutation({
  ...contract,
  since: "1.0",
  summary: "Create or change the output model of a task",
}).handle((ctx, input) =>
  inTransaction(ctx, async (tx) => {
    const { uri, override_model_id: override, iteration } = input;
    if (Boolean(uri) === Boolean(override)) {
      throw errors.missingRequiredFields("exactly one of uri and override_model_id is required");
    }
    const task = await requireTask(tx, input.task, { write: true });
    if (!OPEN.has(task.status)) {
      throw errors.invalidTaskStatus("the task takes no more output models", { task: task.id, status: task.status });
    }
    await raiseIteration(tx, task.id, iteration);
    if (override) {
      const { id } = await requireModel(tx, override);
      await setOutput(tx, task.id, id);
      return { id, created: true };
    }
    const request = upgradeTags(tx.version, {
      name: input.name ?? task.name,
      comment: input.comment ?? `Created by task \`${task.name}\` (${task.id})`,
      tags: input.tags,
      system_tags: input.system_tags,
      uri,
    });
    const known = await lastOutput(tx, task.id);
    if (!known) return { id: await createOutput(tx, task, request), created: true };
    const model = await requireModel(tx, known, { write: true });
    return { id: model.id, created: false, ...(await changeModel(tx, model, storedFields(request))) };
  }),
);

async function createOutput(
  tx: Context,
  task: { readonly id: string; readonly project: string | null; readonly status: string },
  request: Parameters<typeof storedFields>[0],
): Promise<string> {
  const id = newId();
  const now = tx.now();
  const { user, company } = tx.identity;
  await tx.db.model.create({
    data: {
      ...(storedFields(request) as Prisma.ModelUncheckedCreateInput),
      ui_cache: undefined,
      id,
      user,
      company,
      project: task.project,
      task: task.id,
      created: now,
      last_update: now,
      ...changeOf(tx),
    },
  });
  await setOutput(tx, task.id, id);
  await touchProjects(tx, [task.project]);
  return id;
}
