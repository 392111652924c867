import { Prisma } from "@limpid/db";
import type { Context } from "../platform/context";
import { errors } from "../platform/errors";
import { findOrCreateReportsProject, lockTree, requireProject } from "../projects/store";
import { openTask } from "../tasks/editing";
import { requireTask, type TaskRow } from "../tasks/store";
import { REPORTS_FOLDER } from "./entity";

/**
 * The company's own report, locked until the transaction ends.
 * @param options.remove for its deletion.
 * @throws 400/101 unknown, 400/150 a task that is no report, 403/21 public.
 */
export async function openReport(tx: Context, id: string, { remove = false } = {}): Promise<TaskRow> {
  const task = remove ? await requireTask(tx, id, { write: true, remove }) : await openTask(tx, id);
  if (task.type !== "report") throw errors.operationSupportedOnReportsOnly({ id, type: task.type });
  return task;
}

/**
 * The folder for the reports of a project, made when missing; null is the top level. Hold the tree (`lockTree`) before: an empty folder may
 * be deleted any time.
 * @param project the project beside whose tasks they lie, or the folder itself.
 * @throws 400/401 unknown, 403/21 public.
 */
export async function reportsFolder(tx: Context, project: string | null): Promise<string> {
  if (!project) return findOrCreateReportsProject(tx, null);
  const parent = await requireProject(tx, project, { write: true });
  return parent.basename === REPORTS_FOLDER ? parent.id : findOrCreateReportsProject(tx, parent);
}

/** Keeps the folders of reports from coming and going until the transaction ends: before all else where a report leaves one. */
export function holdFolders(tx: Context): Promise<void> {
  return lockTree(tx, "exclusive");
}

/** Deletes a folder for reports when nothing is left in it (wire-protocol §11, "Special names"). */
export async function dropEmptyFolder(tx: Context, id: string | null): Promise<void> {
  await tx.db.$executeRaw(Prisma.sql`
    DELETE FROM projects AS folder
    WHERE id = ${id} AND basename = ${REPORTS_FOLDER}
      AND NOT EXISTS (SELECT FROM tasks WHERE project = folder.id)
      AND NOT EXISTS (SELECT FROM models WHERE project = folder.id)
      AND NOT EXISTS (SELECT FROM projects WHERE parent = folder.id)`);
}
