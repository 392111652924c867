import { Prisma } from "@limpid/db";
import type { Context } from "../platform/context";
import { errors } from "../platform/errors";
import { removeEntries } from "../queues/entries";
import { formerStatus, type StatusChange, setStatus } from "./lifecycle";
import { pipelineSteps } from "./steps";
import type { TaskRow } from "./store";

/** What a client says about archiving; a text that it does not give stays as it is. */
type Note = Pick<StatusChange, "reason" | "message">;

/** How archiving is asked for. */
export interface ArchiveOptions extends Note {
  /** The steps of a pipeline go where their controller goes. */
  readonly include_pipeline_steps?: boolean | null;
}

/**
 * Sets the tag `archived`, which archived tasks may have already. A queued task leaves its queue and gets its former status back, a running
 * one is stopped (wire-protocol §7.3).
 */
export async function archiveTask(tx: Context, task: TaskRow, options: ArchiveOptions): Promise<void> {
  for (const one of await withSteps(tx, task, options)) await archiveOne(tx, one, options);
}

/** Takes the tag `archived` away; tasks without it succeed too. */
export async function unarchiveTask(tx: Context, task: TaskRow, options: ArchiveOptions): Promise<void> {
  for (const { id } of await withSteps(tx, task, options)) {
    await mark(tx, Prisma.sql`id = ${id}`, options, Prisma.sql`array_remove(system_tags, 'archived')`);
  }
}

async function withSteps(tx: Context, task: TaskRow, { include_pipeline_steps }: ArchiveOptions): Promise<TaskRow[]> {
  return [task, ...(include_pipeline_steps ? await pipelineSteps(tx, task) : [])];
}

async function archiveOne(tx: Context, task: TaskRow, note: Note): Promise<void> {
  const status = await endActivity(tx, task, note);
  // on condition of the status: a task that is put into a queue meanwhile must not lose its entry to us
  const marked = await mark(
    tx,
    Prisma.sql`id = ${task.id} AND status = ${status}`,
    note,
    Prisma.sql`ARRAY(SELECT DISTINCT tag COLLATE "C" FROM unnest(system_tags || 'archived'::text) AS tag ORDER BY 1)`,
  );
  if (marked === 0) throw errors.failedChangingTaskStatus({ task: task.id, current_status: status });
  await removeEntries(tx, [task.id]);
}

/** @returns the status that the task has then. */
async function endActivity(tx: Context, task: TaskRow, { reason, message }: Note): Promise<string> {
  if (task.status !== "queued" && task.status !== "in_progress") return task.status;
  const status = task.status === "queued" ? formerStatus(task) : "stopped";
  await setStatus(tx, task, status, { force: true, reason, message, also: { enqueue_status: null } });
  return status;
}

/** @returns how many tasks that were. */
async function mark(
  tx: Context,
  condition: Prisma.Sql,
  { reason, message }: Note,
  system_tags: Prisma.Sql,
): Promise<number> {
  return tx.db.$executeRaw(Prisma.sql`
    UPDATE tasks SET system_tags = ${system_tags}, status_reason = coalesce(${reason ?? null}, status_reason),
      status_message = coalesce(${message ?? null}, status_message), last_change = ${tx.now()}, last_changed_by = ${tx.identity.user}
    WHERE ${condition}`);
}
