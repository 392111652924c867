import { Prisma } from "@limpid/db";
import type { Context } from "../platform/context";

/**
 * The condition on users (alias "t") that they made a project, task or model in one of the projects or below; without projects, anywhere in
 * the company (users.get_all_ex `active_in_projects`).
 */
export function activeIn(ctx: Context, projects: readonly string[]): Prisma.Sql {
  const ids = [...projects];
  const below = Prisma.sql`ARRAY(SELECT p.id FROM projects p WHERE p.id = ANY(${ids}::text[]) OR p.path && ${ids}::text[])`;
  const made = (table: string, column: string) =>
    Prisma.sql`SELECT 1 FROM ${Prisma.raw(table)} x WHERE x."user" = "t"."id" AND x.company IN (${ctx.identity.company}, '')${
      ids.length > 0 ? Prisma.sql` AND x.${Prisma.raw(column)} = ANY(${below})` : Prisma.empty
    }`;
  return Prisma.sql`(EXISTS (${made("projects", "id")}) OR EXISTS (${made("tasks", "project")}) OR EXISTS (${made("models", "project")}))`;
}
