import { Prisma } from "@limpid/db";
import { launchTask } from "../agents/job";
import { served } from "../agents/lease";
import type { Context } from "../platform/context";
import { errors } from "../platform/errors";
import { restoreQueued } from "../tasks/lifecycle";
import { changeOf } from "../tasks/store";
import { sampleQueue } from "./samples";

/**
 * Puts a task at the end of a queue, with the job that starts it where an agent of the server's own works. The queue cannot be deleted until the transaction ends.
 * @throws 400/706 it is in that queue already, 400/701 there is no such queue.
 */
export async function appendEntry(tx: Context, queueId: string, taskId: string): Promise<void> {
  const [added] = await tx.db.$queryRaw<Array<{ served: boolean }>>(Prisma.sql`
    INSERT INTO queue_entries (queue, task, added)
    SELECT id, ${taskId}, ${tx.now()}::timestamptz FROM queues WHERE id = ${queueId} FOR KEY SHARE
    ON CONFLICT (queue, task) DO NOTHING RETURNING ${served(queueId)} AS served`);
  if (!added) {
    const queue = await tx.db.queue.findUnique({ where: { id: queueId }, select: { id: true } });
    throw queue
      ? errors.taskAlreadyQueued({ task: taskId })
      : errors.invalidQueueId({ id: queueId, company: tx.identity.company });
  }
  sampleQueue(tx, queueId);
  if (added.served) await tx.jobs.addWithin(tx, launchTask, { queue: queueId, task: taskId });
}

/**
 * Takes tasks out of every queue of the company that they wait in.
 * @param options.only the id of the one queue that they leave.
 * @param options.except the id of a queue that they stay in.
 * @returns the ids of the queues that lost entries.
 */
export async function removeEntries(
  tx: Context,
  taskIds: readonly string[],
  { only, except }: { only?: string | null; except?: string } = {},
): Promise<string[]> {
  const removed = await tx.db.$queryRaw<Array<{ queue: string }>>(Prisma.sql`
    DELETE FROM queue_entries AS entry USING queues
    WHERE queues.id = entry.queue AND queues.company = ${tx.identity.company}
      AND entry.task = ANY(${[...taskIds]}::text[]) AND entry.queue = coalesce(${only ?? null}::text, entry.queue)
      AND entry.queue IS DISTINCT FROM ${except ?? null}::text
    RETURNING entry.queue`);
  const queues = [...new Set(removed.map(({ queue }) => queue))];
  for (const queue of queues) sampleQueue(tx, queue);
  return queues;
}

/**
 * Takes tasks out of one queue of the company, all by default. Like every change of task and entry it locks the tasks first; what comes
 * into the queue meanwhile stays there.
 * @param options.restore gives those that are queued the status back that they had before, with `reason`; true by default.
 * @returns the tasks that were there, in no order.
 */
export async function withdrawEntries(
  tx: Context,
  queueId: string,
  { tasks, restore = true, reason }: { tasks?: readonly string[]; restore?: boolean; reason?: string } = {},
): Promise<string[]> {
  const wanted = tasks ? Prisma.sql`AND entry.task = ANY(${[...tasks]}::text[])` : Prisma.empty;
  const locked = await tx.db.$queryRaw<Array<{ task: string }>>(Prisma.sql`
    SELECT entry.task FROM queue_entries AS entry
    JOIN queues ON queues.id = entry.queue AND queues.company = ${tx.identity.company}
    JOIN tasks ON tasks.id = entry.task
    WHERE entry.queue = ${queueId} ${wanted}
    ORDER BY entry.task FOR NO KEY UPDATE OF tasks`);
  const removed = await tx.db.$queryRaw<Array<{ task: string }>>(Prisma.sql`
    DELETE FROM queue_entries
    WHERE queue = ${queueId} AND task = ANY(${locked.map(({ task }) => task)}::text[])
    RETURNING task`);
  if (removed.length === 0) return [];
  const ids = removed.map(({ task }) => task);
  if (restore) await restoreQueued(tx, ids, { reason });
  sampleQueue(tx, queueId);
  return ids;
}

/** Writes where a task waits into `execution.queue`. */
export async function assignQueue(tx: Context, taskId: string, queueId: string): Promise<void> {
  await tx.db.task.updateMany({ where: { id: taskId }, data: { execution_queue: queueId, ...changeOf(tx) } });
}

/** What get_next_task hands out: an entry that has left its queue, and facts of its task. */
export interface TakenEntry {
  readonly task: string;
  readonly added: Date;
  readonly company: string;
  readonly user: string;
  readonly status: string;
  readonly project: string | null;
}

/**
 * Takes the head of a queue, which any number of callers may do at once: each entry goes to one of them, and none waits for another.
 * Entries whose task is gone are dropped.
 * @param taskId takes the head only when it is that task.
 * @returns null when there is nothing to take, or the caller's company has no such queue.
 */
export async function takeHead(ctx: Context, queueId: string, taskId?: string | null): Promise<TakenEntry | null> {
  for (;;) {
    const [taken] = await ctx.db.$queryRaw<Array<Omit<TakenEntry, "status"> & { status: string | null }>>(Prisma.sql`
      WITH head AS (
        SELECT entry.queue, entry.task FROM queue_entries AS entry JOIN queues ON queues.id = entry.queue
        WHERE entry.queue = ${queueId} AND queues.company = ${ctx.identity.company}
        ORDER BY entry.position LIMIT 1 FOR UPDATE OF entry SKIP LOCKED
      ), taken AS (
        DELETE FROM queue_entries AS entry USING head
        WHERE entry.queue = head.queue AND entry.task = head.task AND entry.task = coalesce(${taskId ?? null}::text, entry.task)
        RETURNING entry.task, entry.added
      )
      SELECT taken.task, taken.added, tasks.company, tasks."user", tasks.status, tasks.project
      FROM taken LEFT JOIN tasks ON tasks.id = taken.task`);
    if (!taken) return null;
    sampleQueue(ctx, queueId);
    if (taken.status !== null) return taken as TakenEntry;
  }
}
