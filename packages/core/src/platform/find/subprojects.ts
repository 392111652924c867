import { Prisma } from "@limpid/db";
import type { Context } from "../context";
import type { Entity, FindRequest } from "./entity";

/** The projects that a project of the request stands for beside itself, by its id. */
export type ProjectsBelow = ReadonlyMap<string, readonly string[]>;

/**
 * Looks up what the projects of a request stand for: all projects below when the request says so (wire-protocol §6.8), else their folder of the
 * entity's. A query of its own, and not a subselect of the list's: how the list is best read depends on how much lies in these projects.
 */
export async function findProjectsBelow(ctx: Context, entity: Entity, request: FindRequest): Promise<ProjectsBelow> {
  const { subprojects, folder } = entity;
  if (!subprojects || !(request.include_subprojects || folder)) return new Map();
  const ids = textsIn([request[subprojects], (request.filters as FindRequest | null | undefined)?.[subprojects]]);
  if (ids.length === 0) return new Map();
  const below = request.include_subprojects
    ? Prisma.sql`unnest(p."path") AS "above" WHERE p."path" && ${ids}::text[] AND "above" = ANY(${ids}::text[])`
    : Prisma.sql`unnest(ARRAY[p."parent"]) AS "above" WHERE p."parent" = ANY(${ids}::text[]) AND p."basename" = ${folder}`;
  const rows = await ctx.db.$queryRaw<Array<{ above: string; ids: string[] }>>(
    Prisma.sql`SELECT "above", array_agg(p."id") AS "ids" FROM "projects" p, ${below} GROUP BY "above"`,
  );
  return new Map(rows.map(({ above, ids: found }) => [above, found]));
}

/** Every text that PostgreSQL can hold anywhere inside a condition; operators among them are no ids and find nothing. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return value.includes("\0") ? [] : [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
