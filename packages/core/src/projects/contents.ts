import { Prisma } from "@limpid/db";
import { z } from "zod";
import type { Context } from "../platform/context";

const count = z.number().int();

/** What lies in a project and everything below it, as projects.validate_delete shows it. */
export const Contents = z.object({
  tasks: count,
  non_archived_tasks: count,
  models: count,
  non_archived_models: count,
  reports: count,
  non_archived_reports: count,
  /** Projects with runs of a pipeline that are not archived. */
  pipelines: count,
  /** Projects with versions of a data set that are not archived. */
  datasets: count,
});
export type Contents = z.output<typeof Contents>;

/**
 * Counts what would be lost. Runs of a pipeline and versions of a data set, with what else lies in their project, count as one pipeline
 * or data set each and not as tasks, as long as one of them is not archived.
 * @param ids the project and all projects below it.
 */
export async function countContents(ctx: Context, ids: readonly string[]): Promise<Contents> {
  const [contents] = await ctx.db.$queryRaw<[Contents]>(Prisma.sql`
    WITH inside AS MATERIALIZED (
      SELECT t.project, t.type = 'report' AS report, t.system_tags @> '{archived}' AS archived,
        t.system_tags && '{pipeline,dataset}' OR p.system_tags && '{pipeline,dataset}' AS special,
        t.type = 'controller' AND t.system_tags @> '{pipeline}' AS pipeline,
        t.type = 'data_processing' AND t.system_tags @> '{dataset}' AS dataset
      FROM tasks AS t JOIN projects AS p ON p.id = t.project
      WHERE t.project = ANY(${[...ids]}::text[])
    ),
    special AS (
      SELECT project, bool_or(pipeline) AS pipeline, bool_or(dataset) AS dataset
      FROM inside WHERE NOT archived GROUP BY project HAVING bool_or(pipeline OR dataset)
    ),
    ordinary AS (
      SELECT archived FROM inside
      WHERE NOT report AND NOT (special AND project IN (SELECT project FROM special))
    ),
    found_models AS (
      SELECT system_tags @> '{archived}' AS archived FROM models WHERE project = ANY(${[...ids]}::text[])
    )
    SELECT (SELECT count(*)::int FROM ordinary) AS tasks,
      (SELECT count(*)::int FROM ordinary WHERE NOT archived) AS non_archived_tasks,
      (SELECT count(*)::int FROM found_models) AS models,
      (SELECT count(*)::int FROM found_models WHERE NOT archived) AS non_archived_models,
      (SELECT count(*)::int FROM inside WHERE report) AS reports,
      (SELECT count(*)::int FROM inside WHERE report AND NOT archived) AS non_archived_reports,
      (SELECT count(*)::int FROM special WHERE pipeline) AS pipelines,
      (SELECT count(*)::int FROM special WHERE dataset) AS datasets`);
  return contents;
}

/** The ids of a project and of everything below it, whoever it belongs to. */
export async function subtreeIds(ctx: Context, id: string): Promise<string[]> {
  const rows = await ctx.db.project.findMany({ where: { OR: [{ id }, { path: { has: id } }] }, select: { id: true } });
  return rows.map((row) => row.id);
}
