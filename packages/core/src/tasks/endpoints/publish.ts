import { z } from "zod";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { many } from "../../platform/many";
import { asked } from "../lifecycle";
import { publishTask } from "../publish";
import { forcedChange, Updated } from "../schema";
import { requireTask } from "../store";

export const publish = mutation({
  name: "tasks.publish",
  since: "1.0",
  auth: "user",
  summary: "Publish a task, and its last output model",
  request: z.object({ ...forcedChange, publish_model: z.boolean().nullish() }),
  response: Updated,
}).handle((ctx, input) =>
  inTransaction(ctx, async (tx) => {
    const task = await requireTask(tx, input.task, { write: true });
    return publishTask(tx, task, { ...asked(input), publish_model: input.publish_model ?? true });
  }),
);

export const publishMany = many(publish, {
  name: "tasks.publish_many",
  since: "1.0",
  key: "task",
  summary: "Publish tasks, and the last output model of each",
});
