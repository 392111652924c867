import type { Prisma } from "@limpid/db";
import type { Context } from "../platform/context";
import type { Document } from "../platform/documents";
import { errors } from "../platform/errors";
import { newId } from "../platform/ids";
import { touchProjects } from "../projects/store";
import { NO_SCRIPT, type StoredTask, storedTask } from "./fields";
import { writeParts } from "./parts";
import { checkReferences } from "./references";
import type { NewTask } from "./schema";
import { changeOf } from "./store";

/**
 * What tasks.create and tasks.validate check before anything is stored.
 * @throws 400/16 unknown project or parent, 400/201 unknown input model, 400/800 and 400/16 as {@link storedTask}.
 */
export async function checkNewTask(tx: Context, request: NewTask): Promise<StoredTask> {
  const stored = storedTask(tx.version, request);
  const { columns, parts } = stored;
  refuseDollarKeys(columns.runtime as Document | undefined);
  refuseDollarKeys(request.execution?.model_labels);
  await checkReferences(
    tx,
    { project: request.project, parent: request.parent, models: parts.models?.input },
    { project: errors.fieldsValueError, parent: errors.fieldsValueError },
  );
  return stored;
}

/** A new task in status `created`. @returns its id. @throws as {@link checkNewTask}. */
export async function createTask(tx: Context, request: NewTask): Promise<string> {
  const { columns, parts } = await checkNewTask(tx, request);
  const id = await insertTask(tx, { script: NO_SCRIPT, ...(columns as NewColumns) });
  await writeParts(tx, id, parts);
  await touchProjects(tx, [request.project]);
  return id;
}

/** Columns that a new task brings along. */
export type NewColumns = Omit<
  Prisma.TaskUncheckedCreateInput,
  "id" | "user" | "company" | "status" | "created" | "last_update" | "last_change" | "last_changed_by"
>;

/** Stores the row of a new task of the caller. @returns its id. */
export async function insertTask(tx: Context, columns: NewColumns): Promise<string> {
  const { user, company } = tx.identity;
  const id = newId();
  const now = tx.now();
  await tx.db.task.create({
    data: { ...columns, id, user, company, status: "created", created: now, last_update: now, ...changeOf(tx) },
    select: { id: true },
  });
  return id;
}

/** @throws 400/800 for a key that begins with `$` (wire-protocol §7.1). */
function refuseDollarKeys(map: Document | null | undefined): void {
  const bad = Object.keys(map ?? {}).find((key) => key.startsWith("$"));
  if (bad !== undefined) throw errors.dataValidationError("a key may not begin with $", { key: bad });
}
