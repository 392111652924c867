import { Prisma } from "@limpid/db";
import type { Context } from "../context";
import type { Document } from "../documents";
import type { Entity } from "./entity";
import { joinReferences } from "./joins";
import { exclude, type Mode, type Projection, parseProjection } from "./projection";
import { type Row, selectDocuments, type Wanted } from "./select";

/** How documents are wanted. */
export interface LoadOptions {
  /** `only_fields` (wire-protocol §6.7); without it what comes unnamed; "all" adds what comes only when named. */
  readonly fields?: readonly string[] | "all";
  /** Plain ids for references by default. */
  readonly mode?: Mode;
}

/** The alias of an entity's own table in every query. */
export const ROOT = Prisma.raw(`"t"`);

/** The table of an entity as FROM names it. */
export function tableOf(entity: Entity): Prisma.Sql {
  return Prisma.raw(`"${entity.table}" "t"`);
}

/** Own company's rows and, unless told otherwise, public ones (wire-protocol §6.8). */
export function visible(ctx: Context, entity: Entity, allowPublic = true): Prisma.Sql {
  const { company } = ctx.identity;
  if (entity.visibility === "own") return Prisma.sql`${ROOT}."id" = ${company}`;
  return allowPublic ? Prisma.sql`${ROOT}."company" IN (${company}, '')` : Prisma.sql`${ROOT}."company" = ${company}`;
}

/**
 * Documents by id, in wire form, in the order of the ids; unknown ids and those of another company are left out, hidden ones are not.
 * One query, and one more per joined entity and level when `mode` is `get_all_ex`.
 * @throws 400/14 for an unknown field.
 */
export async function loadDocuments(
  ctx: Context,
  entity: Entity,
  ids: readonly string[],
  options: LoadOptions = {},
): Promise<Document[]> {
  const mode = options.mode ?? "get_all";
  const fields = options.fields === "all" ? Object.keys(entity.fields) : options.fields;
  const projection = parseProjection(entity, fields, mode);
  const found = await loadById(ctx, entity, ids, projection, mode);
  return ids.flatMap((id) => [found.get(id) ?? []].flat());
}

async function loadById(
  ctx: Context,
  entity: Entity,
  ids: readonly string[],
  projection: Projection,
  mode: Mode,
): Promise<ReadonlyMap<string, Document>> {
  // PostgreSQL has no texts with NUL, so no id has one; asking for it would be an error
  const possible = [...new Set(ids)].filter((id) => !id.includes("\0"));
  if (possible.length === 0) return new Map();
  const { columns, read } = selectDocuments(entity.fields, ROOT, projection.wanted);
  const rows = await ctx.db.$queryRaw<(Row & { key: string })[]>(
    Prisma.sql`SELECT ${ROOT}."id" AS "key", ${columns} FROM ${tableOf(entity)} WHERE ${ROOT}."id" = ANY(${possible}::text[]) AND ${visible(ctx, entity)}`,
  );
  const documents = rows.map(read);
  await finish(ctx, entity, documents, projection, mode);
  return new Map(rows.map((row, index) => [row.key, documents[index] as Document]));
}

/** Joins and exclusions of documents that have been read. */
export async function finish(
  ctx: Context,
  entity: Entity,
  documents: readonly Document[],
  projection: Projection,
  mode: Mode,
): Promise<void> {
  if (mode === "get_all_ex") {
    await joinReferences(entity, documents, projection.wanted, (target, ids, wanted: ReadonlyMap<string, Wanted>) =>
      loadById(ctx, target, ids, { wanted, excluded: new Map() }, mode),
    );
  }
  if (projection.excluded.size > 0) for (const document of documents) exclude(document, projection.excluded);
}
