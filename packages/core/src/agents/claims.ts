import { Prisma } from "@limpid/db";
import { type Context, inTransaction } from "../platform/context";
import { newId } from "../platform/ids";
import { sampleQueue } from "../queues/samples";
import { setStatus } from "../tasks/lifecycle";
import type { TaskRow } from "../tasks/store";

/** A task that an agent has taken out of a queue to run it. */
export interface Claim {
  readonly run: string;
  readonly task: string;
  readonly queue: string;
}

/** The worker that runs one task of an agent, as the Python agent names it. */
export function runWorker(agent: string, task: string): string {
  return `${agent}:service:${task}`;
}

/**
 * Takes the first task that waits, looking through the queues in their order: the entry goes, the task runs from now on, and the run is
 * noted, all or nothing. Others may take from the same queues by queues.get_next_task.
 * @returns null when nothing waits.
 */
export async function claimNext(ctx: Context, agent: string, queues: readonly string[]): Promise<Claim | null> {
  for (const queue of queues) {
    for (let task = await headOf(ctx, queue); task !== null; task = await headOf(ctx, queue)) {
      const head = task;
      const run = await inTransaction(ctx, (tx) => claim(tx, agent, queue, head));
      if (run) return { run, task, queue };
    }
  }
  return null;
}

async function headOf(ctx: Context, queue: string): Promise<string | null> {
  const [head] = await ctx.db.$queryRaw<Array<{ task: string }>>(Prisma.sql`
    SELECT entry.task FROM queue_entries AS entry JOIN queues ON queues.id = entry.queue
    WHERE entry.queue = ${queue} AND queues.company = ${ctx.identity.company}
    ORDER BY entry.position LIMIT 1`);
  return head?.task ?? null;
}

/** The task is locked before its entry, as everywhere. @returns null when somebody was faster, or the task is not there to be run. */
async function claim(tx: Context, agent: string, queue: string, id: string): Promise<string | null> {
  const [task] = await tx.db.$queryRaw<TaskRow[]>(Prisma.sql`
    SELECT * FROM tasks WHERE id = ${id} AND company = ${tx.identity.company} FOR NO KEY UPDATE`);
  const { count } = await tx.db.queueEntry.deleteMany({ where: { queue, task: id } });
  if (count === 0) return null;
  sampleQueue(tx, queue);
  // What is published is not to be changed any more; a task that is gone has left its entry behind.
  if (!task || task.status === "published" || task.status === "publishing") return null;
  const now = tx.now();
  await setStatus(tx, task, "in_progress", {
    force: true,
    message: "pulled by agent",
    set: { started: now },
    also: {
      completed: null,
      active_duration: null,
      enqueue_status: null,
      last_worker: runWorker(agent, id),
      last_worker_report: now,
    },
  });
  const run = newId();
  await tx.db.serviceRun.create({
    data: { id: run, company: task.company, task: id, agent, queue, claimed: now },
  });
  return run;
}
