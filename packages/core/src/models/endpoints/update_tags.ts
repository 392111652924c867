import { z } from "zod";
import { mutation } from "../../platform/endpoint";
import { updateTags as changeTags } from "../../platform/tags";

export const updateTags = mutation({
  name: "models.update_tags",
  since: "1.0",
  auth: "user",
  summary: "Add tags to models and remove tags from them",
  request: z.object({
    ids: z.array(z.string()).min(1),
    add_tags: z.array(z.string()).nullish(),
    remove_tags: z.array(z.string()).nullish(),
  }),
  response: z.object({ updated: z.number().int() }),
}).handle(async (ctx, { ids, ...change }) => ({ updated: await changeTags(ctx, "model", ids, change) }));
