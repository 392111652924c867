import { Prisma } from "@limpid/db";
import type { Context } from "../platform/context";
import { errors } from "../platform/errors";
import { sampleQueue } from "./samples";

/**
 * Puts a task at the end of a queue. The queue cannot be deleted until the transaction ends.
 * @throws 400/706 it is in that queue already, 400/701 there is no such queue.
 */
export async function appendEntry(tx: Context, queueId: string, taskId: string): Promise<void> {
  const added = await tx.db.$executeRaw(Prisma.sql`
    INSERT INTO queue_entries (queue, task, added)
    SELECT id, ${taskId}, ${tx.now()}::timestamptz FROM queues WHERE id = ${queueId} FOR KEY SHARE
    ON CONFLICT (queue, task) DO NOTHING`);
  if (added === 0) {
    const queue = await tx.db.queue.findUnique({ where: { id: queueId }, select: { id: true } });
    throw queue
      ? errors.taskAlreadyQueued({ task: taskId })
      : errors.invalidQueueId({ id: queueId, company: tx.identity.company });
  }
  sampleQueue(tx, queueId);
}

/**
 * Takes tasks out of every queue of the company that they wait in.
 * @param options.except the id of a queue that they stay in.
 * @returns the ids of the queues that lost entries.
 */
export async function removeEntries(
  tx: Context,
  taskIds: readonly string[],
  { except }: { except?: string } = {},
): Promise<string[]> {
  const removed = await tx.db.$queryRaw<Array<{ queue: string }>>(Prisma.sql`
    DELETE FROM queue_entries AS entry USING queues
    WHERE queues.id = entry.queue AND queues.company = ${tx.identity.company}
      AND entry.task = ANY(${[...taskIds]}::text[]) AND entry.queue IS DISTINCT FROM ${except ?? null}::text
    RETURNING entry.queue`);
  const queues = [...new Set(removed.map(({ queue }) => queue))];
  for (const queue of queues) sampleQueue(tx, queue);
  return queues;
}
