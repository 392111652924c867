import { z } from "zod";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { asked, setStatus } from "../lifecycle";
import { forcedChange, Updated } from "../schema";
import { requireTask } from "../store";

export const started = mutation({
  name: "tasks.started",
  since: "1.0",
  auth: "user",
  summary: "Mark a task as running; one that runs already keeps its start",
  request: z.object(forcedChange),
  response: Updated.extend({ started: z.number().int() }),
}).handle((ctx, input) =>
  inTransaction(ctx, async (tx) => {
    const task = await requireTask(tx, input.task, { write: true, error: errors.invalidId });
    const running = task.status === "in_progress" && task.started !== null;
    const fresh = { set: { started: tx.now() }, also: { completed: null, active_duration: null } };
    const change = await setStatus(tx, task, "in_progress", { ...asked(input), ...(running ? {} : fresh) });
    return { started: change.updated, ...change };
  }),
);
