import { z } from "zod";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { many } from "../../platform/many";
import { asked } from "../lifecycle";
import { forcedChange, Updated } from "../schema";
import { pipelineSteps } from "../steps";
import { stopTask } from "../stop";
import { requireTask } from "../store";

export const stop = mutation({
  name: "tasks.stop",
  since: "1.0",
  auth: "user",
  summary: "Stop a task, or ask its worker to",
  request: z.object({ ...forcedChange, include_pipeline_steps: z.boolean().nullish() }),
  response: Updated,
}).handle((ctx, input) =>
  inTransaction(ctx, async (tx) => {
    const task = await requireTask(tx, input.task, { write: true });
    const change = await stopTask(tx, task, asked(input));
    if (input.include_pipeline_steps) {
      const steps = await pipelineSteps(tx, task, ["queued", "in_progress"]);
      for (const step of steps) await stopTask(tx, step, { ...asked(input), force: true });
    }
    return change;
  }),
);

export const stopMany = many(stop, {
  name: "tasks.stop_many",
  since: "1.0",
  key: "task",
  summary: "Stop tasks, or ask their workers to",
});
