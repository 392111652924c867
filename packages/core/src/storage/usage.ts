import { Prisma } from "@limpid/db";
import type { Context } from "../platform/context";
import { PUBLIC_COMPANY } from "../platform/ids";
import { lastCounts } from "./count";
import type { UsageGroup, UsageKind, UsageTotal } from "./usage-schema";

/** What the explorer asks for. */
export interface UsageQuery {
  /** Only what is in this project and below it. */
  readonly project?: string;
  readonly by: "project" | "task";
  readonly kinds?: readonly UsageKind[];
  /** Part of a name, in any case. */
  readonly search?: string;
  readonly limit: number;
  readonly offset: number;
}

/**
 * Rows of the last counts with where they belong. `path` leads from the topmost project to the one it is in; rows of tasks that are gone have no
 * place, and those of other companies are left out.
 */
async function placed(ctx: Context, { project, kinds = [] }: Pick<UsageQuery, "project" | "kinds">) {
  const { events, files } = await lastCounts(ctx);
  const counts = [events.id, files.id].filter((id) => id !== null);
  const { company } = ctx.identity;
  const ofKinds = kinds.length > 0 ? Prisma.sql`AND usage.kind = ANY(${[...kinds]}::text[])` : Prisma.empty;
  const within = project ? Prisma.sql`AND ${project} = ANY(path)` : Prisma.empty;
  return Prisma.sql`
    SELECT * FROM (
      SELECT usage.owner, usage.kind, usage.items, usage.bytes, usage.count = ${files.id ?? ""} AS is_file,
        tasks.id IS NOT NULL AS is_task, models.id IS NOT NULL AS is_model, coalesce(tasks.name, models.name) AS name,
        projects.id AS project, projects.name AS project_name, projects.path || projects.id AS path
      FROM storage_usages AS usage
      LEFT JOIN tasks ON tasks.id = usage.owner LEFT JOIN models ON models.id = usage.owner
      LEFT JOIN projects ON projects.id = coalesce(tasks.project, models.project)
      WHERE usage.count = ANY(${counts}::text[]) ${ofKinds}
        AND coalesce(tasks.company, models.company, ${company}) IN (${company}, ${PUBLIC_COMPANY})
    ) AS placed WHERE true ${within}`;
}

/** By kind, largest first. */
export async function usageTotals(ctx: Context, query: Pick<UsageQuery, "project" | "kinds">): Promise<UsageTotal[]> {
  const rows = await ctx.db.$queryRaw<UsageTotal[]>(Prisma.sql`
    SELECT kind, sum(bytes)::float8 AS bytes, coalesce(sum(bytes) FILTER (WHERE is_file), 0)::float8 AS file_bytes,
      coalesce(sum(items) FILTER (WHERE NOT is_file), 0)::float8 AS events,
      coalesce(sum(items) FILTER (WHERE is_file), 0)::float8 AS files
    FROM (${await placed(ctx, query)}) AS placed GROUP BY kind ORDER BY bytes DESC, kind`);
  return rows;
}

interface GroupRow {
  readonly type: UsageGroup["type"];
  readonly id: string;
  readonly name: string | null;
  readonly project: string | null;
  readonly project_name: string | null;
  readonly bytes: number;
  readonly kinds: UsageGroup["kinds"];
  readonly total: number;
}

/** How rows are told apart: by the projects directly below the one that is looked at, or by task and model. */
function groupColumns({ project, by }: UsageQuery): Prisma.Sql {
  const left = Prisma.sql`WHEN NOT is_task AND NOT is_model THEN`;
  if (by === "task") {
    return Prisma.sql`CASE ${left} 'left' WHEN is_task THEN 'task' ELSE 'model' END AS type,
      CASE ${left} '' ELSE owner END AS id, CASE ${left} NULL ELSE project END AS project`;
  }
  const child = project ? Prisma.sql`path[array_position(path, ${project}) + 1]` : Prisma.sql`path[1]`;
  return Prisma.sql`CASE ${left} 'left' WHEN ${child} IS NULL THEN 'here' ELSE 'project' END AS type,
    CASE ${left} '' ELSE coalesce(${child}, ${project ?? ""}) END AS id, NULL::text AS project`;
}

/** The lines of the explorer, largest first, and how many there are in all. */
export async function usageGroups(
  ctx: Context,
  query: UsageQuery,
): Promise<{ readonly groups: UsageGroup[]; readonly total: number }> {
  const search = query.search ? `%${query.search.replace(/[\\%_]/g, "\\$&")}%` : null;
  const names =
    query.by === "task"
      ? Prisma.sql`max(shares.name) AS name, max(shares.project_name) AS project_name`
      : Prisma.sql`(SELECT projects.name FROM projects WHERE projects.id = shares.id) AS name, NULL AS project_name`;
  const rows = await ctx.db.$queryRaw<GroupRow[]>(Prisma.sql`
    WITH shares AS (
      SELECT type, id, project, kind, max(name) AS name, max(project_name) AS project_name, sum(bytes)::float8 AS bytes
      FROM (SELECT kind, name, project_name, bytes, ${groupColumns(query)} FROM (${await placed(ctx, query)}) AS placed) AS told
      GROUP BY type, id, project, kind
    ), named AS (
      SELECT type, id, project, ${names}, sum(bytes) AS bytes,
        jsonb_agg(jsonb_build_object('kind', kind, 'bytes', bytes) ORDER BY bytes DESC, kind) AS kinds
      FROM shares GROUP BY type, id, project
    )
    SELECT *, count(*) OVER ()::int AS total FROM named
    WHERE ${search}::text IS NULL OR name ILIKE ${search}
    ORDER BY bytes DESC, id LIMIT ${query.limit} OFFSET ${query.offset}`);
  const groups = rows.map(({ total: _total, project, project_name, name, ...row }) => ({
    ...row,
    name: name ?? "",
    project: project && project_name !== null ? { id: project, name: project_name } : null,
  }));
  const total = rows[0]?.total;
  // A page behind the last one has no row that knows how many there are.
  if (total === undefined && query.offset > 0)
    return { groups, total: (await usageGroups(ctx, { ...query, offset: 0, limit: 1 })).total };
  return { groups, total: total ?? 0 };
}
