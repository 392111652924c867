import { Prisma } from "@limpid/db";
import { z } from "zod";
import { type Context, inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { many } from "../../platform/many";
import { removeEntries } from "../../queues/entries";
import { asked, type Changed, formerStatus, type StatusChange, setStatus } from "../lifecycle";
import { statusChange, Updated } from "../schema";
import { STATUSES, type Status } from "../status";
import type { TaskRow } from "../store";

export const dequeue = mutation({
  name: "tasks.dequeue",
  since: "1.0",
  auth: "user",
  summary: "Take a task out of its queue and give it its former status back",
  request: z.object({
    ...statusChange,
    /** Of every queue, not only of the one that the task names. */
    remove_from_all_queues: z.boolean().nullish(),
    /** Instead of the former status. */
    new_status: z.enum(STATUSES).nullish(),
  }),
  response: Updated.extend({ dequeued: z.number().int() }),
}).handle((ctx, input) =>
  inTransaction(ctx, async (tx) => {
    const task = await holdTask(tx, input.task);
    const change = task ? await leaveQueue(tx, task, input.new_status, asked(input)) : { updated: 0, fields: {} };
    await removeEntries(tx, [input.task], { only: input.remove_from_all_queues ? null : task?.execution_queue });
    return { dequeued: 1, ...change };
  }),
);

/**
 * The company's task of that id, held until the transaction ends: one that is put into a queue meanwhile must not lose its entry to us.
 * An unknown id is no error, it may still wait in a queue, whose entries are not checked (wire-protocol §9).
 */
async function holdTask(tx: Context, id: string): Promise<TaskRow | undefined> {
  const [task] = await tx.db.$queryRaw<TaskRow[]>(Prisma.sql`
    SELECT * FROM tasks WHERE id = ${id} AND company = ${tx.identity.company} FOR NO KEY UPDATE`);
  return task;
}

/** Only a task that is queued or runs has something to go back from. */
async function leaveQueue(
  tx: Context,
  task: TaskRow,
  wanted: Status | null | undefined,
  change: StatusChange,
): Promise<Changed> {
  if (task.status !== "queued" && task.status !== "in_progress") return { updated: 0, fields: {} };
  const status = wanted ?? formerStatus(task);
  return setStatus(tx, task, status, { ...change, force: !wanted, set: { enqueue_status: null } });
}

export const dequeueMany = many(dequeue, {
  name: "tasks.dequeue_many",
  since: "1.0",
  key: "task",
  summary: "Take tasks out of their queues and give them their former status back",
  pick: ({ dequeued, updated, fields }) => ({ dequeued: dequeued > 0, updated, fields }),
});
