import { Prisma } from "@limpid/db";
import type { Context } from "../platform/context";
import type { Document } from "../platform/documents";
import { errors, ProtocolError } from "../platform/errors";
import { touchProjects } from "../projects/store";
import { canChange, isStatus, type Status } from "./status";
import { changeOf, type TaskColumns, type TaskRow, wireFields } from "./store";

/** How a status is changed. */
export interface StatusChange {
  /** Skips the table of allowed changes. */
  readonly force?: boolean | null;
  /** `status_reason` and `status_message`, stored as they are ("" when not given): clients compare them (wire-protocol §7.4). */
  readonly reason?: string | null;
  readonly message?: string | null;
  /** Further columns that change in the same statement and stand in the reply's `fields`; null empties one. */
  readonly set?: TaskColumns;
  /** Further columns that change in the same statement, but that replies do not show. */
  readonly also?: TaskColumns;
  /** Further conditions of the same statement; when they do not hold any more it counts as a lost race. */
  readonly when?: Prisma.TaskWhereInput;
}

/** How a client asked for a change of status ({@link ./schema.ts forcedChange}). */
export function asked(request: {
  readonly force?: boolean | null;
  readonly status_reason?: string | null;
  readonly status_message?: string | null;
}): StatusChange {
  return { force: request.force, reason: request.status_reason, message: request.status_message };
}

/** The status that a queued task had before and goes back to when it leaves the queue (wire-protocol §7.3). */
export function formerStatus({ enqueue_status: former }: Pick<TaskRow, "enqueue_status">): Status {
  return former && isStatus(former) && former !== "queued" ? former : "created";
}

/** The message by which the worker of a running task is asked to stop it (wire-protocol §7.3). */
export const STOPPING = "stopping";

/** What a change answers: how many tasks changed, and the new values in wire form. */
export interface Changed {
  readonly updated: number;
  readonly fields: Document;
}

/**
 * Moves a task to a status (wire-protocol §7.3). One update on condition that the task still has the status that was read, so of two callers
 * at the same time one wins. Statuses are written in this file only.
 * @throws 400/110 the table does not allow the change; 400/121 somebody was faster.
 */
export async function setStatus(
  tx: Context,
  task: Pick<TaskRow, "id" | "company" | "status" | "project">,
  status: Status,
  { force, reason, message, set = {}, also = {}, when = {} }: StatusChange = {},
): Promise<Changed> {
  if (!force && !canChange(task.status, status)) {
    throw errors.invalidTaskStatus({ current_status: task.status, new_status: status });
  }
  // An agent says several times that a task has started; whoever asked for its end in between would not be heard.
  const staysAsked = status === "in_progress" && task.status === status && (await isAskedToStop(tx, task.id));
  const now = tx.now();
  const columns = {
    status,
    status_reason: reason ?? "",
    status_message: staysAsked ? STOPPING : (message ?? ""),
    status_changed: now,
    last_update: now,
    ...changeOf(tx),
    ...set,
  };
  const { count } = await tx.db.task.updateMany({
    where: { id: task.id, company: task.company, status: task.status, AND: when },
    data: { ...columns, ...also },
  });
  if (count === 0) {
    throw errors.failedChangingTaskStatus({ task: task.id, current_status: task.status, new_status: status });
  }
  await touchProjects(tx, [task.project]);
  return { updated: count, fields: wireFields(columns) };
}

/** Whether a running task's worker has been asked to stop it; until the transaction ends nobody else asks. */
async function isAskedToStop(tx: Context, id: string): Promise<boolean> {
  const [row] = await tx.db.$queryRaw<Array<{ status: string; status_message: string | null }>>(
    Prisma.sql`SELECT status, status_message FROM tasks WHERE id = ${id} FOR NO KEY UPDATE`,
  );
  return row?.status === "in_progress" && Boolean(row.status_message?.includes(STOPPING));
}

/** Whether {@link setStatus} failed since somebody was faster, or `when` did not hold any more. */
export function isLostRace(error: unknown): boolean {
  return error instanceof ProtocolError && error.code === 400 && error.subcode === 121;
}

/**
 * Gives tasks that have lost their queue the status back that they had before, and takes `execution.queue` from them (wire-protocol §9,
 * queues.clear_queue). Tasks that are not queued stay as they are. One statement for any number, locked in order of id.
 */
export async function restoreQueued(
  tx: Context,
  ids: readonly string[],
  { reason }: Pick<StatusChange, "reason"> = {},
): Promise<void> {
  const now = Prisma.sql`${tx.now()}::timestamptz`;
  const restored = await tx.db.$queryRaw<Array<{ project: string | null }>>(Prisma.sql`
    UPDATE tasks SET
      status = CASE WHEN enqueue_status IS NULL OR enqueue_status = 'queued' THEN 'created' ELSE enqueue_status END,
      status_reason = ${reason ?? ""}, status_message = '', status_changed = ${now}, enqueue_status = NULL, execution_queue = NULL,
      last_update = ${now}, last_change = ${now}, last_changed_by = ${tx.identity.user}
    WHERE id IN (
      SELECT id FROM tasks
      WHERE id = ANY(${[...ids]}::text[]) AND company = ${tx.identity.company} AND status = 'queued'
      ORDER BY id FOR NO KEY UPDATE)
    RETURNING project`);
  await touchProjects(
    tx,
    restored.map(({ project }) => project),
  );
}
