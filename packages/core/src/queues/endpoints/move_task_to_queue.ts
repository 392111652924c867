import { z } from "zod";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { requireTask } from "../../tasks/store";
import { appendEntry, assignQueue, withdrawEntries } from "../entries";
import { queueAndTask } from "../schema";
import { requireQueue } from "../store";

export const moveTaskToQueue = mutation({
  name: "queues.move_task_to_queue",
  auth: "user",
  summary: "Move a task from one queue to the end of another",
  request: z.object({
    ...queueAndTask,
    target_queue: z.string(),
    update_execution_queue: z.boolean().nullish(),
  }),
  response: z.object({ moved: z.number().int() }),
}).handle((ctx, input) =>
  inTransaction(ctx, async (tx) => {
    const task = await requireTask(tx, input.task, { write: true });
    const target = await requireQueue(tx, input.target_queue, { write: true });
    if (input.update_execution_queue ?? true) await assignQueue(tx, task.id, target.id);
    const removed = await withdrawEntries(tx, input.queue, { tasks: [task.id], restore: false });
    if (removed.length === 0) throw errors.invalidQueueOrTaskNotQueued({ queue: input.queue, task: task.id });
    await appendEntry(tx, target.id, task.id);
    return { moved: removed.length };
  }),
);
