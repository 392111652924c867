import { Prisma } from "@limpid/db";
import { entities } from "../entities";
import type { Context } from "../platform/context";
import { wireDate } from "../platform/dates";
import type { Document } from "../platform/documents";
import { visible } from "../platform/find/load";
import { whereClause } from "../platform/find/where";
import { PUBLIC_COMPANY } from "../platform/ids";
import { STATUSES } from "../tasks/status";
import type { ExtrasRequest } from "./extras";

/** `stats.active` (wire-protocol §11): tasks that are not archived. */
export interface ActiveStats {
  readonly status_count: Readonly<Record<string, number>>;
  readonly total_tasks: number;
  /** Seconds. */
  readonly total_runtime: number;
  readonly completed_tasks_24h: number;
  readonly last_task_run: string | null;
}

/**
 * The conditions that `active_users` and `children_type` put on projects, of alias "t".
 * Both keep the parents of what they find, so that a tree of folders can be shown.
 */
export function projectExtraConditions(ctx: Context, request: ExtrasRequest): Prisma.Sql {
  const conditions = [Prisma.sql`TRUE`];
  if (request.active_users?.length)
    conditions.push(Prisma.sql`t.id IN (${withParents(projectsOfUsers(ctx, request.active_users))})`);
  if (request.children_type) conditions.push(Prisma.sql`t.id IN (${withParents(projectsWithChildren(ctx, request))})`);
  return Prisma.join(conditions, " AND ");
}

/** Adds to documents of projects.get_all_ex what the request asks for; each needs its `id`. A fixed number of queries for any page. */
export async function addProjectExtras(
  ctx: Context,
  documents: readonly Document[],
  request: ExtrasRequest,
): Promise<void> {
  const ids = documents.map((document) => String(document.id));
  if (ids.length === 0) return;
  const parts = [
    request.search_hidden && hiddenFlags(ctx, ids),
    request.include_stats && stats(ctx, ids, request),
    request.include_stats && subProjects(ctx, ids, request),
    request.check_own_contents && ownContents(ctx, ids, request),
    request.include_dataset_stats && datasetStats(ctx, ids),
  ];
  for (const part of parts) {
    if (!part) continue;
    const additions = await part;
    for (const document of documents) Object.assign(document, additions.get(String(document.id)));
  }
}

/** Additions to documents, by project id. */
type Additions = ReadonlyMap<string, Document>;

/** A query of project ids, widened to their ancestors. */
function withParents(projects: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`SELECT unnest(p.path || p.id) FROM projects AS p WHERE p.id IN (${projects})`;
}

function projectsOfUsers(ctx: Context, users: readonly string[]): Prisma.Sql {
  const theirs = Prisma.sql`"user" = ANY(${[...users]}::text[]) AND company IN (${ctx.identity.company}, ${PUBLIC_COMPANY})`;
  return Prisma.sql`
    SELECT id FROM projects WHERE ${theirs}
    UNION SELECT project FROM tasks WHERE ${theirs}
    UNION SELECT project FROM models WHERE ${theirs}`;
}

/** Ids of the projects that are data sets, or that directly hold pipeline runs or reports. */
function projectsWithChildren(ctx: Context, request: ExtrasRequest): Prisma.Sql {
  return request.children_type === "dataset"
    ? Prisma.sql`SELECT t.id FROM projects AS t WHERE ${datasetCondition(ctx, request)}`
    : Prisma.sql`SELECT t.project FROM tasks AS t WHERE ${childTaskCondition(ctx, request)}`;
}

function datasetCondition(ctx: Context, request: ExtrasRequest): Prisma.Sql {
  return Prisma.sql`t.system_tags @> '{dataset}' AND ${childTags(ctx, "project", request)}`;
}

/** The condition that a task is of the children's type: a run of a pipeline, or a report. True when no such type is asked for. */
function childTaskCondition(ctx: Context, request: ExtrasRequest): Prisma.Sql {
  const kinds = {
    pipeline: Prisma.sql`t.type = 'controller' AND t.system_tags @> '{pipeline}'`,
    report: Prisma.sql`t.type = 'report'`,
    dataset: Prisma.sql`t.type = 'data_processing' AND t.system_tags @> '{dataset}'`,
  } as const;
  if (!request.children_type) return Prisma.sql`TRUE`;
  return Prisma.sql`${kinds[request.children_type]} AND ${childTags(ctx, "task", request)}`;
}

function childTags(
  ctx: Context,
  kind: "project" | "task",
  { children_tags, children_tags_filter }: ExtrasRequest,
): Prisma.Sql {
  const filters = children_tags_filter ? { tags: children_tags_filter } : undefined;
  return whereClause(ctx, entities[kind], { tags: children_tags, filters, search_hidden: true });
}

async function hiddenFlags(ctx: Context, ids: readonly string[]): Promise<Additions> {
  const hidden = await ctx.db.project.findMany({
    where: { id: { in: [...ids] }, system_tags: { has: "hidden" } },
    select: { id: true },
  });
  return new Map(hidden.map(({ id }) => [id, { hidden: true }]));
}

/** Pairs (asked, project): each asked project with itself and, when wanted, everything below it. */
function scope(ctx: Context, ids: readonly string[], request: ExtrasRequest): Prisma.Sql {
  const self = Prisma.sql`SELECT id AS asked, id AS project FROM unnest(${[...ids]}::text[]) AS id`;
  return request.stats_with_children === false ? self : Prisma.sql`${self} UNION ALL ${below(ctx, ids, request)}`;
}

/** Pairs (asked, project) of the projects below the asked ones; with `children_type` only those that lead to such children. */
function below(ctx: Context, ids: readonly string[], request: ExtrasRequest): Prisma.Sql {
  const leading = request.children_type
    ? Prisma.sql`AND t.id IN (${withParents(projectsWithChildren(ctx, request))})`
    : Prisma.empty;
  return Prisma.sql`
    SELECT asked, t.id AS project FROM projects AS t, unnest(t.path) AS asked
    WHERE t.path && ${[...ids]}::text[] AND asked = ANY(${[...ids]}::text[]) AND ${visible(ctx, entities.project)} ${leading}`;
}

function stats(ctx: Context, ids: readonly string[], request: ExtrasRequest): Promise<Additions> {
  return request.children_type === "dataset" ? datasetCounts(ctx, ids, request) : activeStats(ctx, ids, request);
}

async function datasetCounts(ctx: Context, ids: readonly string[], request: ExtrasRequest): Promise<Additions> {
  const rows = await ctx.db.$queryRaw<Array<{ asked: string; count: number; tags: string[] }>>(Prisma.sql`
    WITH scope AS (${scope(ctx, ids, request)}),
      datasets AS (
        SELECT scope.asked, t.id, t.tags FROM projects AS t JOIN scope ON scope.project = t.id
        WHERE ${datasetCondition(ctx, request)}
      )
    SELECT asked, count(DISTINCT id)::int AS count,
      ARRAY(SELECT DISTINCT tag FROM datasets AS d, unnest(d.tags) AS tag WHERE d.asked = datasets.asked ORDER BY tag) AS tags
    FROM datasets GROUP BY asked`);
  const found = new Map(rows.map(({ asked, count, tags }) => [asked, { count, tags }]));
  return new Map(ids.map((id) => [id, { stats: { datasets: found.get(id) ?? { count: 0, tags: [] } } }]));
}

/** Conditions on the tasks that are counted, of alias "t". */
function countedTasks(ctx: Context, request: ExtrasRequest): Prisma.Sql {
  const filter = Object.entries(request.include_stats_filter ?? {});
  const lists = filter.filter(([, value]) => Array.isArray(value));
  const filters = filter.filter(([, value]) => !Array.isArray(value));
  const where = whereClause(ctx, entities.task, {
    ...Object.fromEntries(lists),
    filters: Object.fromEntries(filters),
    search_hidden: true,
  });
  const users = request.active_users?.length
    ? Prisma.sql`AND t."user" = ANY(${request.active_users}::text[])`
    : Prisma.empty;
  return Prisma.sql`${where} AND NOT t.system_tags @> '{archived}' ${users} AND ${childTaskCondition(ctx, request)}`;
}

interface StatusRow {
  readonly asked: string;
  readonly status: string;
  readonly tasks: number;
  readonly runtime: number;
  readonly completed: number;
  readonly last_run: Date | null;
}

async function activeStats(ctx: Context, ids: readonly string[], request: ExtrasRequest): Promise<Additions> {
  const since = new Date(ctx.now().getTime() - 24 * 3600 * 1000);
  // Tasks are counted once a project and status; only those counts are then added up along the tree.
  const rows = await ctx.db.$queryRaw<StatusRow[]>(Prisma.sql`
    WITH scope AS MATERIALIZED (${scope(ctx, ids, request)}),
      counts AS (
        SELECT t.project, t.status, count(*) AS tasks,
          sum(coalesce(t.active_duration::float8, extract(epoch FROM t.completed - t.started)::float8, 0)) AS runtime,
          count(*) FILTER (WHERE t.status IN ('completed', 'published') AND t.completed >= ${since}) AS completed,
          max(t.started) AS last_run
        FROM tasks AS t
        WHERE t.project IN (SELECT project FROM scope) AND ${countedTasks(ctx, request)}
        GROUP BY t.project, t.status
      )
    SELECT scope.asked, counts.status, sum(counts.tasks)::int AS tasks, greatest(sum(counts.runtime), 0)::float8 AS runtime,
      sum(counts.completed)::int AS completed, max(counts.last_run) AS last_run
    FROM scope JOIN counts ON counts.project = scope.project
    GROUP BY scope.asked, counts.status`);
  const byProject = new Map<string, StatusRow[]>(ids.map((id) => [id, []]));
  for (const row of rows) byProject.get(row.asked)?.push(row);
  return new Map([...byProject].map(([id, list]) => [id, { stats: { active: summarize(list) } }]));
}

function summarize(rows: readonly StatusRow[]): ActiveStats {
  const sum = (pick: (row: StatusRow) => number) => rows.reduce((total, row) => total + pick(row), 0);
  const runs = rows.flatMap((row) => (row.last_run ? [row.last_run.getTime()] : []));
  const counts = new Map(rows.map((row) => [row.status, row.tasks]));
  return {
    status_count: Object.fromEntries(STATUSES.map((status) => [status, counts.get(status) ?? 0])),
    total_tasks: sum((row) => row.tasks),
    total_runtime: Math.round(sum((row) => row.runtime)),
    completed_tasks_24h: sum((row) => row.completed),
    last_task_run: runs.length > 0 ? wireDate(new Date(Math.max(...runs))) : null,
  };
}

async function subProjects(ctx: Context, ids: readonly string[], request: ExtrasRequest): Promise<Additions> {
  const lists = new Map<string, Document[]>(ids.map((id) => [id, []]));
  if (request.stats_with_children !== false) {
    const rows = await ctx.db.$queryRaw<Array<{ asked: string; id: string; name: string }>>(Prisma.sql`
      WITH scope AS (${below(ctx, ids, request)})
      SELECT scope.asked, p.id, p.name FROM scope JOIN projects AS p ON p.id = scope.project ORDER BY p.name`);
    for (const { asked, id, name } of rows) lists.get(asked)?.push({ id, name });
  }
  return new Map([...lists].map(([id, sub_projects]) => [id, { sub_projects }]));
}

/** What lies directly in the projects and is not archived: data sets, or tasks and models. */
async function ownContents(ctx: Context, ids: readonly string[], request: ExtrasRequest): Promise<Additions> {
  if (request.children_type === "dataset") {
    const datasets = await countBy(
      ctx,
      Prisma.sql`
      SELECT t.parent AS id FROM projects AS t
      WHERE t.parent = ANY(${[...ids]}::text[]) AND NOT t.system_tags @> '{archived}' AND ${datasetCondition(ctx, request)}`,
    );
    return new Map(ids.map((id) => [id, { own_datasets: datasets.get(id) ?? 0 }]));
  }
  const users = request.active_users?.length
    ? Prisma.sql`AND t."user" = ANY(${request.active_users}::text[])`
    : Prisma.empty;
  const tasks = await countBy(
    ctx,
    Prisma.sql`
    SELECT t.project AS id FROM tasks AS t
    WHERE t.project = ANY(${[...ids]}::text[]) AND ${countedTasks(ctx, request)}`,
  );
  const models = await countBy(
    ctx,
    Prisma.sql`
    SELECT t.project AS id FROM models AS t
    WHERE t.project = ANY(${[...ids]}::text[]) AND ${visible(ctx, entities.model)} AND NOT t.system_tags @> '{archived}' ${users}`,
  );
  return new Map(ids.map((id) => [id, { own_tasks: tasks.get(id) ?? 0, own_models: models.get(id) ?? 0 }]));
}

/** How often each id comes up in a query with one column `id`. */
async function countBy(ctx: Context, rows: Prisma.Sql): Promise<ReadonlyMap<string, number>> {
  const counts = await ctx.db.$queryRaw<Array<{ id: string; count: number }>>(
    Prisma.sql`SELECT id, count(*)::int AS count FROM (${rows}) AS rows GROUP BY id`,
  );
  return new Map(counts.map(({ id, count }) => [id, count]));
}

/** Files and bytes of a data set, as its newest version says (wire-protocol §11). */
async function datasetStats(ctx: Context, ids: readonly string[]): Promise<Additions> {
  const rows = await ctx.db.$queryRaw<Array<{ project: string; runtime: Document }>>(Prisma.sql`
    SELECT DISTINCT ON (t.project) t.project,
      jsonb_build_object('file_count', t.runtime->'ds_file_count', 'total_size', t.runtime->'ds_total_size') AS runtime
    FROM tasks AS t
    WHERE t.project = ANY(${[...ids]}::text[]) AND t.system_tags @> '{dataset}' AND ${visible(ctx, entities.task)}
    ORDER BY t.project, t.created DESC, t.id`);
  return new Map(
    rows.map(({ project, runtime }) => [
      project,
      { dataset_stats: { file_count: count(runtime.file_count), total_size: count(runtime.total_size) } },
    ]),
  );
}

function count(value: unknown): number {
  const number = Number(value ?? 0);
  return Number.isFinite(number) ? number : 0;
}
