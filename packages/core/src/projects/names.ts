import { Prisma } from "@limpid/db";
import type { Context } from "../platform/context";
import { withinScope } from "./scope";

/** A kind of names that tasks or models have in a narrow table, and the catalogue of those in a project. */
interface Kind {
  readonly catalogue: Prisma.Sql;
  /** Which names of the catalogue are of this kind. */
  readonly condition: Prisma.Sql;
  /** Columns that tell names apart. */
  readonly keys: readonly string[];
  /** All columns of a name. */
  readonly columns: readonly string[];
  readonly order: Prisma.Sql;
  /** The narrow table, and its column with the id of a task or model. */
  readonly held: Prisma.Sql;
  readonly owner: Prisma.Sql;
  readonly owners: "tasks" | "models";
}

export const HYPERPARAMS: Kind = {
  catalogue: Prisma.sql`project_hyperparams`,
  condition: Prisma.sql`TRUE`,
  keys: ["section", "name"],
  columns: ["section", "name"],
  order: Prisma.sql`section, name`,
  held: Prisma.sql`task_hyperparams`,
  owner: Prisma.sql`task`,
  owners: "tasks",
};

const metrics = (owners: Kind["owners"]): Kind => ({
  catalogue: Prisma.sql`project_metrics`,
  condition: Prisma.sql`of_models = ${owners === "models"}`,
  keys: ["metric_hash", "variant_hash"],
  columns: ["metric", "metric_hash", "variant", "variant_hash"],
  order: Prisma.sql`metric, variant`,
  held: Prisma.sql`last_metrics`,
  owner: Prisma.sql`owner`,
  owners,
});
export const TASK_METRICS = metrics("tasks");
export const MODEL_METRICS = metrics("models");

/** So many tasks or models are asked for all their names; most have the same. */
const SAMPLE = 100;

/**
 * The different names that tasks or models in these projects have; null is the whole company. However many there are: some are asked for all their
 * names, and what else the catalogue of the projects knows is looked for by name, until one is found that still has it.
 * @param page LIMIT and OFFSET.
 */
export async function namesWithin<Name>(
  ctx: Context,
  { catalogue, condition, keys, columns, order, held, owner, owners }: Kind,
  projects: readonly string[] | null,
  page: Prisma.Sql = Prisma.empty,
): Promise<Name[]> {
  const within = await withinScope(ctx, { projects, include_subprojects: false });
  const inProjects = projects ? Prisma.sql`AND project = ANY(${[...projects]}::text[])` : Prisma.empty;
  const table = Prisma.raw(owners);
  const same = keys.map((key) => Prisma.raw(`h.${key} = n.${key}`));
  const names = Prisma.raw(columns.join(", "));
  return ctx.db.$queryRaw<Name[]>(Prisma.sql`
    WITH sample AS MATERIALIZED (SELECT t.id FROM ${table} AS t WHERE ${within} LIMIT ${SAMPLE}),
      seen AS MATERIALIZED (SELECT DISTINCT ${names} FROM sample JOIN ${held} AS h ON h.${owner} = sample.id)
    SELECT ${names} FROM seen
    UNION ALL
    SELECT n.* FROM (SELECT ${names} FROM ${catalogue} WHERE ${condition} ${inProjects} EXCEPT SELECT ${names} FROM seen) AS n,
      LATERAL (
        SELECT FROM ${held} AS h, LATERAL (SELECT FROM ${table} AS t WHERE t.id = h.${owner} AND ${within} OFFSET 0) AS visible
        WHERE ${Prisma.join(same, " AND ")} LIMIT 1
      ) AS still
    WHERE (SELECT count(*) FROM sample) = ${SAMPLE}
    ORDER BY ${order} ${page}`);
}
