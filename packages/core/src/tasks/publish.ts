import { publishModel } from "../models/store";
import { lastOutput } from "../models/task_output";
import type { Context } from "../platform/context";
import { errors } from "../platform/errors";
import { type Changed, type StatusChange, setStatus } from "./lifecycle";
import type { TaskRow } from "./store";

/**
 * Publishes a task, after its last output model unless told otherwise (wire-protocol §7.3); a model that is ready, public or gone is passed over.
 * @throws 400/110 the status does not allow it; published twice only with force.
 */
export async function publishTask(
  tx: Context,
  task: TaskRow,
  { publish_model = true, ...change }: StatusChange & { readonly publish_model?: boolean } = {},
): Promise<Changed> {
  if (task.status === "published" && !change.force) {
    throw errors.invalidTaskStatus({ current_status: task.status, new_status: "published" });
  }
  const { updated, fields } = await setStatus(tx, task, "published", { ...change, set: { published: tx.now() } });
  if (publish_model) await publishLastOutput(tx, task.id);
  return { updated, fields: { ...fields, output: task.output } };
}

async function publishLastOutput(tx: Context, task: string): Promise<void> {
  const id = await lastOutput(tx, task);
  if (!id) return;
  const model = await tx.db.model.findFirst({ where: { id, company: tx.identity.company, ready: false } });
  if (model) await publishModel(tx, model);
}
