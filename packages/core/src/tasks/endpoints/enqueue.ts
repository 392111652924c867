import { Prisma } from "@limpid/db";
import { z } from "zod";
import { type Context, inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { many } from "../../platform/many";
import { appendEntry, removeEntries } from "../../queues/entries";
import { defaultQueue, isQueueWatched, queueByName, requireQueue } from "../../queues/store";
import { asked, formerStatus, setStatus } from "../lifecycle";
import { forcedChange, Updated } from "../schema";
import { requireTask } from "../store";

const text = z.string().nullish();

export const enqueue = mutation({
  name: "tasks.enqueue",
  since: "1.0",
  auth: "user",
  summary: "Put a task at the end of a queue",
  request: z.object({
    ...forcedChange,
    queue: text,
    /** Made when there is none of that name. Without queue and name the default queue is meant. */
    queue_name: text,
    verify_watched_queue: z.boolean().nullish(),
    update_execution_queue: z.boolean().nullish(),
  }),
  response: Updated.extend({ queued: z.number().int(), queue_watched: z.boolean().optional() }),
}).handle((ctx, input) =>
  inTransaction(ctx, async (tx) => {
    if (input.queue && input.queue_name) {
      throw errors.validationError("queue and queue_name exclude each other", { queue: input.queue });
    }
    const task = await requireTask(tx, input.task, { write: true });
    const queue = await wantedQueue(tx, input.queue, input.queue_name);
    const change = await setStatus(tx, task, "queued", {
      ...asked(input),
      set: {
        enqueue_status: task.status === "queued" ? formerStatus(task) : task.status,
        ...(input.update_execution_queue === false ? {} : { execution_queue: queue }),
      },
    });
    await appendEntry(tx, queue, task.id);
    await removeEntries(tx, [task.id], { except: queue });
    await forgetDevelopment(tx, task.id);
    const watched = input.verify_watched_queue ? { queue_watched: await isQueueWatched(tx, queue) } : {};
    return { queued: 1, ...change, ...watched };
  }),
);

async function wantedQueue(
  tx: Context,
  id: string | null | undefined,
  name: string | null | undefined,
): Promise<string> {
  if (id) return (await requireQueue(tx, id)).id;
  return name ? (await queueByName(tx, name)).id : (await defaultQueue(tx)).id;
}

/** A task that waits for an agent is no manual run any more. */
async function forgetDevelopment(tx: Context, id: string): Promise<void> {
  await tx.db.$executeRaw(Prisma.sql`
    UPDATE tasks SET system_tags = array_remove(system_tags, 'development') WHERE id = ${id} AND system_tags @> '{development}'`);
}

export const enqueueMany = many(enqueue, {
  name: "tasks.enqueue_many",
  since: "1.0",
  key: "task",
  summary: "Put tasks at the end of a queue",
  pick: ({ queued, updated, fields }) => ({ queued: queued > 0, updated, fields }),
  extra: (replies) => {
    const watched = replies.find(({ queue_watched }) => queue_watched !== undefined)?.queue_watched;
    return watched === undefined ? {} : { queue_watched: watched };
  },
});
