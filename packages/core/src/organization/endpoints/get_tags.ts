import { z } from "zod";
import { query } from "../../platform/endpoint";
import { collectTags, Tags, tagFields } from "../../projects/tags";

export const getTags = query({
  name: "organization.get_tags",
  since: "1.0",
  auth: "user",
  summary: "List the tags of the company's tasks and models",
  request: z.object(tagFields),
  response: Tags,
}).handle((ctx, input) => collectTags(ctx, ["task", "model"], input));
