import { z } from "zod";
import { query } from "../../platform/endpoint";
import { collectTags, Tags } from "../../projects/tags";

export const getTags = query({
  name: "reports.get_tags",
  since: "1.0",
  auth: "user",
  summary: "List the tags of the company's reports",
  request: z.object({}),
  response: Tags.pick({ tags: true }),
}).handle((ctx) => collectTags(ctx, ["task"], { type: "report" }));
