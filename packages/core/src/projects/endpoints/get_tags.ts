import { z } from "zod";
import { query } from "../../platform/endpoint";
import { collectTags, Tags, tagFields } from "../tags";

const contract = {
  auth: "user",
  request: z.object({ projects: z.array(z.string()).nullish(), ...tagFields }),
  response: Tags,
} as const;

export const getTaskTags = query({
  ...contract,
  name: "projects.get_task_tags",
  since: "2.8",
  summary: "List the tags of tasks in projects and their sub-projects",
}).handle((ctx, input) => collectTags(ctx, ["task"], input));

export const getModelTags = query({
  ...contract,
  name: "projects.get_model_tags",
  since: "2.8",
  summary: "List the tags of models in projects and their sub-projects",
}).handle((ctx, input) => collectTags(ctx, ["model"], input));

export const getProjectTags = query({
  ...contract,
  name: "projects.get_project_tags",
  since: "1.0",
  summary: "List the tags of projects and their sub-projects",
}).handle((ctx, input) => collectTags(ctx, ["project"], input));
