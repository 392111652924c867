import { z } from "zod";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { withdrawEntries } from "../entries";
import { queueAndTask } from "../schema";

export const removeTask = mutation({
  name: "queues.remove_task",
  since: "2.4",
  auth: "user",
  summary: "Take a task out of a queue",
  request: z.object({ ...queueAndTask, update_task_status: z.boolean().nullish() }),
  response: z.object({ removed: z.number().int() }),
}).handle((ctx, { queue, task, update_task_status }) =>
  inTransaction(ctx, async (tx) => {
    const removed = await withdrawEntries(tx, queue, { tasks: [task], restore: update_task_status ?? false });
    if (removed.length === 0) throw errors.invalidQueueOrTaskNotQueued({ queue, task });
    return { removed: removed.length };
  }),
);
