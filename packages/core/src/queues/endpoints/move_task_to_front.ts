import { z } from "zod";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { moveEntry } from "../order";
import { Position, queueAndTask } from "../schema";

export const moveTaskToFront = mutation({
  name: "queues.move_task_to_front",
  since: "2.4",
  auth: "user",
  summary: "Make a task the head of its queue",
  request: z.object(queueAndTask),
  response: Position,
}).handle((ctx, { queue, task }) =>
  inTransaction(ctx, async (tx) => ({ position: await moveEntry(tx, queue, task, () => 0) })),
);
