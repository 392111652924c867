import { z } from "zod";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { asked, setStatus } from "../lifecycle";
import { forcedChange, Updated } from "../schema";
import { requireTask } from "../store";

export const stopped = mutation({
  name: "tasks.stopped",
  since: "1.0",
  auth: "user",
  summary: "Mark a task as stopped: its process has ended",
  request: z.object(forcedChange),
  response: Updated,
}).handle((ctx, input) =>
  inTransaction(ctx, async (tx) => {
    const task = await requireTask(tx, input.task, { write: true });
    return setStatus(tx, task, "stopped", { ...asked(input), set: { completed: tx.now() } });
  }),
);
