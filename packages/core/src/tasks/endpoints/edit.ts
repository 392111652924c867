import { z } from "zod";
import { isAdministrator } from "../../auth/authority";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { changeTask, openTask, showFields } from "../editing";
import { storedTask } from "../fields";
import { downgradeTaskReply } from "../legacy";
import { writeParts } from "../parts";
import { checkReferences } from "../references";
import { TaskFields, Updated } from "../schema";

/** Fields that only describe a task: their change does not move `last_update`. */
const DESCRIPTIVE = new Set(["name", "comment", "project", "parent"]);

/** What the SDK changes whatever the status; the rest of a published task is final, but for administrators (wire-protocol §16.11). */
const NEVER_FINAL = new Set(["name", "comment", "project", "tags", "system_tags", "runtime"]);

export const edit = mutation({
  name: "tasks.edit",
  since: "1.0",
  auth: "user",
  summary: "Change any field of a draft task, or of any other by force",
  request: TaskFields.extend({ task: z.string(), force: z.boolean().nullish() }),
  response: Updated,
}).handle((ctx, { task: id, force, ...request }) =>
  inTransaction(ctx, async (tx) => {
    const task = await openTask(tx, id, force ? undefined : ["created"]);
    const { columns, parts, names } = storedTask(tx.version, request, task);
    if (names.length === 0) return { updated: 0, fields: {} };
    const published = task.status === "published" || task.status === "publishing";
    if (published && !isAdministrator(tx.identity) && !names.every((name) => NEVER_FINAL.has(name)))
      throw errors.invalidTaskStatus({ task: id, status: task.status });
    await checkReferences(
      tx,
      { project: request.project, parent: request.parent, models: parts.models?.input },
      { project: errors.fieldsValueError, parent: errors.fieldsValueError },
    );
    const marks = await changeTask(tx, task, columns, { content: !names.every((name) => DESCRIPTIVE.has(name)) });
    await writeParts(tx, task.id, parts);
    const fields = await showFields(tx, task.id, names);
    return { updated: 1, fields: { ...downgradeTaskReply(tx.version, fields), ...marks } };
  }),
);
