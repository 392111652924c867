import { Prisma } from "@limpid/db";
import type { Context } from "../platform/context";
import { type ErrorFactory, errors } from "../platform/errors";
import { PUBLIC_COMPANY } from "../platform/ids";
import { requireProject } from "../projects/store";
import type { TaskModelItem } from "./schema";

/** What a task points to. */
export interface References {
  readonly project?: string | null;
  readonly parent?: string | null;
  /** Input models. */
  readonly models?: readonly TaskModelItem[];
}

/**
 * Refuses references to what is not there; public objects are. What is there cannot be deleted until the transaction
 * ends. Which errors unknown projects and parents are differs from call to call (wire-protocol §5, "References"); an
 * unknown model is 400/201.
 */
export async function checkReferences(
  tx: Context,
  { project, parent, models = [] }: References,
  unknown: { readonly project: ErrorFactory; readonly parent: ErrorFactory },
): Promise<void> {
  // tasks, models, projects: the order in which deletions lock them
  if (parent) await requireIds(tx, Prisma.raw("tasks"), [parent], unknown.parent);
  const modelIds = models.map(({ model }) => model);
  await requireIds(tx, Prisma.raw("models"), modelIds, errors.invalidModelId);
  if (project) await requireProject(tx, project, { error: unknown.project });
}

/**
 * The given ids, each once, when they are tasks that the caller may see. Inside a transaction these cannot be deleted
 * until it ends.
 * @throws 400/101 for one that is unknown.
 */
export async function requireTaskIds(ctx: Context, ids: readonly string[]): Promise<string[]> {
  const unique = [...new Set(ids)];
  await requireIds(ctx, Prisma.raw("tasks"), unique, errors.invalidTaskId);
  return unique;
}

async function requireIds(
  ctx: Context,
  table: Prisma.Sql,
  ids: readonly string[],
  unknown: ErrorFactory,
): Promise<void> {
  if (ids.length === 0) return;
  const { company } = ctx.identity;
  const lock = ctx.insideTransaction ? Prisma.sql`FOR KEY SHARE` : Prisma.empty;
  const rows = await ctx.db.$queryRaw<Array<{ id: string }>>(Prisma.sql`
    SELECT id FROM ${table} WHERE id = ANY(${[...ids]}::text[]) AND company IN (${company}, ${PUBLIC_COMPANY})
    ORDER BY id ${lock}`);
  const found = new Set(rows.map(({ id }) => id));
  const missing = ids.find((id) => !found.has(id));
  if (missing !== undefined) throw unknown({ id: missing, company });
}
