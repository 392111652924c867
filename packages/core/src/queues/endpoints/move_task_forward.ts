import { z } from "zod";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { moveEntry } from "../order";
import { Position, queueAndTask } from "../schema";

export const moveTaskForward = mutation({
  name: "queues.move_task_forward",
  since: "2.4",
  auth: "user",
  summary: "Move a task towards the head of its queue; a negative count moves it the other way",
  request: z.object({ ...queueAndTask, count: z.number().int().nullish() }),
  response: Position,
}).handle((ctx, { queue, task, count }) =>
  inTransaction(ctx, async (tx) => ({
    position: await moveEntry(tx, queue, task, (place) => place - (count ?? 1)),
  })),
);
