import { z } from "zod";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { asked, setStatus } from "../lifecycle";
import { forcedChange, Updated } from "../schema";
import { requireTask } from "../store";

export const close = mutation({
  name: "tasks.close",
  since: "1.0",
  auth: "user",
  summary: "Close a task that has stopped",
  request: z.object(forcedChange),
  response: Updated,
}).handle((ctx, input) =>
  inTransaction(ctx, async (tx) => {
    const task = await requireTask(tx, input.task, { write: true });
    return setStatus(tx, task, "closed", asked(input));
  }),
);
