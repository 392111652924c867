import { Prisma } from "@limpid/db";
import { type Context, inTransaction } from "../context";
import { errors } from "../errors";
import { sqlState } from "../sql-state";
import { requestConditions } from "./conditions";
import type { Entity, FindRequest } from "./entity";
import { ROOT, visible } from "./load";
import { readSearch, type Search } from "./search-text";
import { findProjectsBelow, type ProjectsBelow } from "./subprojects";
import { Turns } from "./turns";

/** What a caller adds to a client's request. */
export interface WhereOptions {
  /** Further conditions on the alias `"t"` of the entity's table. */
  readonly conditions?: readonly Prisma.Sql[];
  /** Public objects too; the request's `allow_public` by default, which is true without it (wire-protocol §6.8). */
  readonly allowPublic?: boolean;
}

/** Milliseconds that a statement with a client's pattern may take. */
const PATTERN_LIMIT_MS = 10_000;

/**
 * Statements with patterns that run for one user at a time, in each process. Each holds a connection of the pool for as long as it takes, so a few
 * people's slow ones must not take all of them.
 */
const turns = new Turns(3);

/** All conditions of a request. */
export interface Where {
  readonly sql: Prisma.Sql;
  /** A client's pattern is among them. */
  readonly patterns: boolean;
  readonly search: Search | null;
}

/** {@link whereClause} with what a list needs to know besides. */
export async function readWhere(
  ctx: Context,
  entity: Entity,
  request: FindRequest,
  options: WhereOptions,
): Promise<Where> {
  return whereOf(ctx, entity, request, options, await findProjectsBelow(ctx, entity, request));
}

function whereOf(
  ctx: Context,
  entity: Entity,
  request: FindRequest,
  options: WhereOptions,
  below: ProjectsBelow,
): Where {
  const { parts, patterns } = requestConditions(entity, request, below);
  const search = readSearch(entity, request.search_text);
  const allowPublic = options.allowPublic ?? request.allow_public !== false;
  const all = [
    visible(ctx, entity, allowPublic),
    ...shown(entity, request),
    ...parts,
    ...(search ? [search.condition] : []),
    ...(options.conditions ?? []),
  ];
  return { sql: Prisma.join(all, " AND "), patterns, search };
}

/** Leaves out hidden objects unless the request asks for them (wire-protocol §6.8). */
function shown(entity: Entity, request: FindRequest): Prisma.Sql[] {
  const { hidden } = entity;
  if (!hidden || hidden.unless.some((key) => isGiven(request[key]))) return [];
  return [Prisma.sql`(${ROOT}."system_tags" @> ${[hidden.tag]}::text[]) IS NOT TRUE`];
}

function isGiven(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

/**
 * The conditions of a request on the alias `"t"` of the entity's table: visibility, hidden objects, every kind of §6. For counts and
 * statistics elsewhere, which name the projects that they mean themselves: `include_subprojects` does nothing. @throws 400/12, 400/16, 400/21 for malformed conditions.
 */
export function whereClause(
  ctx: Context,
  entity: Entity,
  request: FindRequest,
  options: WhereOptions = {},
): Prisma.Sql {
  return whereOf(ctx, entity, request, options, new Map()).sql;
}

/** Runs a statement; one with a client's pattern under a time limit, since a pattern can be made to take for ever. */
export async function runLimited<T>(
  ctx: Context,
  statement: Prisma.Sql,
  patterns: boolean,
  limitMs = PATTERN_LIMIT_MS,
): Promise<T[]> {
  if (!patterns) return ctx.db.$queryRaw<T[]>(statement);
  const limited = () =>
    inTransaction(ctx, async (tx) => {
      await tx.db.$executeRaw`SELECT set_config('statement_timeout', ${String(limitMs)}, true)`;
      const rows = await tx.db.$queryRaw<T[]>(statement);
      if (ctx.insideTransaction) await tx.db.$executeRaw`SET LOCAL statement_timeout TO DEFAULT`;
      return rows;
    });
  try {
    // who waits inside a transaction would hold a connection meanwhile
    return await (ctx.insideTransaction ? limited() : turns.run(ctx.identity.user, limited));
  } catch (error) {
    if (sqlState(error) === "57014") throw errors.invalidRegexError("the pattern takes too long");
    throw error;
  }
}
