import { z } from "zod";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { requireTask } from "../../tasks/store";
import { appendEntry, assignQueue } from "../entries";
import { queueAndTask } from "../schema";
import { requireQueue } from "../store";

export const addTask = mutation({
  name: "queues.add_task",
  since: "2.4",
  auth: "user",
  summary: "Put a task at the end of a queue without a change of its status",
  request: z.object({ ...queueAndTask, update_execution_queue: z.boolean().nullish() }),
  response: z.object({ added: z.number().int() }),
}).handle((ctx, input) =>
  inTransaction(ctx, async (tx) => {
    const task = await requireTask(tx, input.task, { write: true });
    const queue = await requireQueue(tx, input.queue, { write: true });
    if (input.update_execution_queue ?? true) await assignQueue(tx, task.id, queue.id);
    await appendEntry(tx, queue.id, task.id);
    return { added: 1 };
  }),
);
