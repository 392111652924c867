import { Prisma } from "@limpid/db";
import { entities } from "../entities";
import type { Context } from "../platform/context";
import type { Document } from "../platform/documents";
import { errors } from "../platform/errors";
import { loadDocuments } from "../platform/find/load";
import { touchProjects } from "../projects/store";
import type { Status } from "./status";
import { changeOf, requireTask, requireTasks, type TaskColumns, type TaskRow, wireFields } from "./store";

/** Statuses in which a task may still get results: artifacts, models, runtime (wire-protocol §7.5). */
export const UNFINISHED: readonly Status[] = ["created", "queued", "in_progress"];

/** Statuses in which hyperparameters and configuration may change (wire-protocol §7.5). */
export function editable(force: boolean | null | undefined): readonly Status[] {
  return force ? UNFINISHED : ["created"];
}

/**
 * The company's own task, locked until the transaction ends: changes of one task happen one after another, so none is
 * lost, and its status stays what it is.
 * @param allowed any status without it.
 * @throws 400/101 unknown, 403/21 public, 400/110 in another status.
 */
export async function openTask(tx: Context, id: string, allowed?: readonly Status[]): Promise<TaskRow> {
  await lockTasks(tx, [id]);
  const task = await requireTask(tx, id, { write: true });
  if (allowed && !allowed.some((status) => status === task.status)) {
    throw errors.invalidTaskStatus({ task: task.id, status: task.status, allowed: allowed.join(", ") });
  }
  return task;
}

/** {@link openTask} for several in any status; all or none. */
export async function openTasks(tx: Context, ids: readonly string[]): Promise<TaskRow[]> {
  await lockTasks(tx, ids);
  return requireTasks(tx, ids, { write: true });
}

/** In order of id, so that two calls never wait for each other in a circle. */
async function lockTasks(tx: Context, ids: readonly string[]): Promise<void> {
  await tx.db.$executeRaw(Prisma.sql`
    SELECT FROM tasks WHERE id = ANY(${[...ids]}::text[]) AND company = ${tx.identity.company}
    ORDER BY id FOR NO KEY UPDATE`);
}

/**
 * Stores columns of an open task, or only marks it as changed where what changed lies in another table.
 * @param options.content whether what a run is made of changed, which moves `last_update` as well.
 * @returns the marks in wire form.
 */
export async function changeTask(
  tx: Context,
  task: TaskRow,
  columns: TaskColumns = {},
  { content = true }: { content?: boolean } = {},
): Promise<Document> {
  const marks = { ...changeOf(tx), ...(content ? { last_update: tx.now() } : {}) };
  await tx.db.task.updateMany({ where: { id: task.id }, data: { ...columns, ...marks } });
  await touchProjects(tx, [task.project, typeof columns.project === "string" ? columns.project : null]);
  return wireFields(marks);
}

/** Fields of a task in wire form, as the `fields` of a reply show them. */
export async function showFields(tx: Context, id: string, names: readonly string[]): Promise<Document> {
  const [fields = {}] = await loadDocuments(tx, entities.task, [id], { fields: names });
  return fields;
}
