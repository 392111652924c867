import { z } from "zod";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { many } from "../../platform/many";
import { PublishedTask, Updated } from "../schema";
import { publishModel, requireModel } from "../store";

export const setReady = mutation({
  name: "models.set_ready",
  since: "1.0",
  auth: "user",
  summary: "Publish a model, and the task that made it",
  request: z.object({
    model: z.string(),
    publish_task: z.boolean().nullish(),
    force_publish_task: z.boolean().nullish(),
  }),
  response: Updated.extend({ published_task: PublishedTask.optional() }),
}).handle((ctx, input) =>
  inTransaction(ctx, async (tx) => {
    const model = await requireModel(tx, input.model, { write: true });
    const { updated, published_task } = await publishModel(tx, model, {
      publish_task: input.publish_task ?? true,
      force_publish_task: input.force_publish_task ?? false,
    });
    return { updated, fields: {}, ...(published_task ? { published_task } : {}) };
  }),
);

export const publishMany = many(setReady, {
  name: "models.publish_many",
  since: "1.0",
  key: "model",
  summary: "Publish models, and the tasks that made them",
  pick: ({ updated, published_task }) => ({ updated: updated > 0, published_task: published_task ?? null }),
});
