import { z } from "zod";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { asked, setStatus } from "../lifecycle";
import { publishTask } from "../publish";
import { forcedChange, Updated } from "../schema";
import { requireTask } from "../store";

export const completed = mutation({
  name: "tasks.completed",
  since: "2.2",
  auth: "user",
  summary: "Mark a task as completed, and publish it when asked to",
  request: z.object({ ...forcedChange, publish: z.boolean().nullish() }),
  response: Updated.extend({ published: z.number().int() }),
}).handle((ctx, input) =>
  inTransaction(ctx, async (tx) => {
    const task = await requireTask(tx, input.task, { write: true });
    const completed = await setStatus(tx, task, "completed", { ...asked(input), set: { completed: tx.now() } });
    if (!input.publish) return { published: 0, ...completed };
    const { fields } = await publishTask(tx, { ...task, status: "completed" }, asked(input));
    const { published: _date, output: _output, ...shown } = fields;
    return { published: 1, updated: completed.updated, fields: { ...completed.fields, ...shown } };
  }),
);
