import type { Prisma } from "@limpid/db";
import { z } from "zod";
import { type Context, inTransaction } from "../../platform/context";
import { type Document, isObject } from "../../platform/documents";
import { batch, mutation } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { validate } from "../../platform/invoke";
import { changeTask, openTask, openTasks } from "../editing";
import { storedTask } from "../fields";
import { downgradeTaskReply } from "../legacy";
import { checkReferences } from "../references";
import { TaskFields, Updated } from "../schema";
import { type TaskColumns, type TaskRow, wireFields } from "../store";

const request = TaskFields.pick({ name: true, comment: true, tags: true, system_tags: true, project: true }).extend({
  task: z.string(),
  status_message: z.string().nullish(),
  output__error: z.string().nullish(),
});

/** In any status: nothing of this belongs to what the task does, and `last_update` stays (wire-protocol §7.5). */
export const update = mutation({
  name: "tasks.update",
  since: "1.0",
  auth: "user",
  summary: "Change the descriptive fields of a task in any status",
  request,
  response: Updated,
}).handle((ctx, input) => inTransaction(ctx, async (tx) => updateTask(tx, await openTask(tx, input.task), input)));

export const updateBatch = batch({
  name: "tasks.update_batch",
  since: "1.0",
  auth: "user",
  summary: "Change the descriptive fields of several tasks, all or none",
  request,
  response: z.object({ updated: z.number().int() }),
}).handle((ctx, lines) => {
  const inputs = Array.from(lines, (line) => validate(update, line) as z.output<typeof request>);
  return inTransaction(ctx, async (tx) => {
    const tasks = await openTasks(
      tx,
      inputs.map(({ task }) => task),
    );
    const byId = new Map(tasks.map((task) => [task.id, task]));
    let updated = 0;
    for (const input of inputs) {
      const task = byId.get(input.task);
      if (task) updated += (await updateTask(tx, task, input)).updated;
    }
    return { updated };
  });
});

async function updateTask(
  tx: Context,
  task: TaskRow,
  { output__error: error, status_message, ...input }: z.output<typeof request>,
): Promise<z.output<typeof Updated>> {
  const columns: TaskColumns = storedTask(tx.version, input, task).columns;
  if (typeof status_message === "string") columns.status_message = status_message;
  const shown: Document = wireFields(columns);
  if (typeof error === "string") {
    columns.output = { ...(isObject(task.output) ? task.output : {}), error } as Prisma.InputJsonObject;
    shown["output.error"] = error;
  }
  if (Object.keys(columns).length === 0) return { updated: 0, fields: {} };
  await checkReferences(
    tx,
    { project: input.project },
    { project: errors.fieldsValueError, parent: errors.fieldsValueError },
  );
  const marks = await changeTask(tx, task, columns, { content: false });
  return { updated: 1, fields: { ...downgradeTaskReply(tx.version, shown), ...marks } };
}
