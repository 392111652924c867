import { Prisma } from "@limpid/db";
import { z } from "zod";
import { query } from "../../platform/endpoint";
import { translatePattern } from "../../platform/find/pattern";
import { runLimited } from "../../platform/find/where";
import { PUBLIC_COMPANY } from "../../platform/ids";
import { projectScope } from "../schema";
import { withinScope } from "../scope";

interface ParentRow {
  readonly id: string;
  readonly name: string;
  readonly project: string | null;
  readonly project_name: string | null;
}

export const getTaskParents = query({
  name: "projects.get_task_parents",
  since: "2.12",
  auth: "user",
  summary: "List the tasks that are parents of tasks in projects",
  request: z.object({
    ...projectScope,
    /** Which children count; all of them without it. */
    tasks_state: z.enum(["active", "archived"]).nullish(),
    /** Regular expression that the parent's name matches, whatever the case. */
    task_name: z.string().nullish(),
  }),
  response: z.object({
    parents: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        project: z.object({ id: z.string(), name: z.string().optional() }).optional(),
      }),
    ),
  }),
}).handle(async (ctx, input) => {
  const state = {
    active: Prisma.sql`AND NOT t.system_tags @> '{archived}'`,
    archived: Prisma.sql`AND t.system_tags @> '{archived}'`,
    all: Prisma.empty,
  }[input.tasks_state ?? "all"];
  const named = input.task_name
    ? Prisma.sql`AND parent.name ~ ${translatePattern(input.task_name, { ignoreCase: true }).regex}`
    : Prisma.empty;
  const statement = Prisma.sql`
    SELECT parent.id, parent.name, parent.project, p.name AS project_name
    FROM tasks AS parent LEFT JOIN projects AS p ON p.id = parent.project
    WHERE parent.id IN (SELECT t.parent FROM tasks AS t WHERE ${await withinScope(ctx, input)} ${state})
      AND parent.company IN (${ctx.identity.company}, ${PUBLIC_COMPANY}) ${named}
    ORDER BY natural_key(parent.name), parent.id`;
  const rows = await runLimited<ParentRow>(ctx, statement, Boolean(input.task_name));
  const project = ({ project: id, project_name: name }: ParentRow) =>
    id ? { project: { id, ...(name === null ? {} : { name }) } } : {};
  return { parents: rows.map((row) => ({ id: row.id, name: row.name, ...project(row) })) };
});
