import { Prisma } from "@limpid/db";
import { z } from "zod";
import { entities } from "../../entities";
import type { Context } from "../../platform/context";
import { query } from "../../platform/endpoint";
import { tableOf } from "../../platform/find/load";
import { whereClause } from "../../platform/find/where";
import { descendantIds } from "../store";

const contract = {
  auth: "user",
  request: z.object({
    projects: z.array(z.string()).nullish(),
    include_system: z.boolean().nullish(),
    /** Whose tags are collected: operator lists over `tags` and `system_tags` (wire-protocol §6.2). */
    filter: z
      .object({
        tags: z.array(z.string().nullable()).nullish(),
        system_tags: z.array(z.string().nullable()).nullish(),
      })
      .nullish(),
  }),
  response: z.object({ tags: z.array(z.string()), system_tags: z.array(z.string()).optional() }),
} as const;

type Input = z.output<typeof contract.request>;

export const getTaskTags = query({
  ...contract,
  name: "projects.get_task_tags",
  since: "2.8",
  summary: "List the tags of tasks in projects and their sub-projects",
}).handle((ctx, input) => collectTags(ctx, "task", input));

export const getModelTags = query({
  ...contract,
  name: "projects.get_model_tags",
  since: "2.8",
  summary: "List the tags of models in projects and their sub-projects",
}).handle((ctx, input) => collectTags(ctx, "model", input));

export const getProjectTags = query({
  ...contract,
  name: "projects.get_project_tags",
  since: "1.0",
  summary: "List the tags of projects and their sub-projects",
}).handle((ctx, input) => collectTags(ctx, "project", input));

/** The different tags, sorted; system tags only when asked for. */
async function collectTags(ctx: Context, kind: "task" | "model" | "project", input: Input) {
  const entity = entities[kind];
  const column = Prisma.raw(kind === "project" ? "t.id" : "t.project");
  const within = input.projects?.length
    ? Prisma.sql`AND ${column} = ANY(${await descendantIds(ctx, input.projects)}::text[])`
    : Prisma.empty;
  const filter = whereClause(ctx, entity, { ...input.filter, search_hidden: true });
  const from = Prisma.sql`FROM ${tableOf(entity)} WHERE ${filter} ${within}`;
  const [found] = await ctx.db.$queryRaw<Array<{ tags: string[]; system_tags: string[] }>>(Prisma.sql`
    WITH found AS MATERIALIZED (SELECT t.tags, t.system_tags ${from})
    SELECT ARRAY(SELECT DISTINCT tag FROM found, unnest(tags) AS tag ORDER BY tag) AS tags,
      ARRAY(SELECT DISTINCT tag FROM found, unnest(system_tags) AS tag ORDER BY tag) AS system_tags`);
  const { tags = [], system_tags = [] } = found ?? {};
  return { tags, ...(input.include_system ? { system_tags } : {}) };
}
