import { Prisma } from "@limpid/db";
import type { Context } from "../platform/context";
import { type ErrorFactory, errors } from "../platform/errors";
import { PUBLIC_COMPANY } from "../platform/ids";
import { requireProject } from "../projects/store";

/** What a task points to. */
export interface References {
  readonly project?: string | null;
  readonly parent?: string | null;
  /** Ids of input models. */
  readonly models?: readonly string[];
}

/**
 * Refuses references to what is not there; public objects are. What is there cannot be deleted until the transaction ends. Which errors unknown projects
 * and parents are differs from call to call (wire-protocol §5, "References"); an unknown model is 400/201.
 */
export async function checkReferences(
  tx: Context,
  { project, parent, models = [] }: References,
  unknown: { readonly project: ErrorFactory; readonly parent: ErrorFactory },
): Promise<void> {
  // tasks, models, projects: the order in which deletions lock them
  if (parent) await requireIds(tx, Prisma.raw("tasks"), [parent], unknown.parent);
  await requireIds(tx, Prisma.raw("models"), models, errors.invalidModelId);
  if (project) await requireProject(tx, project, { error: unknown.project });
}

/** Keeps a task from being deleted until the transaction ends. @throws 400/101 it is gone already. */
export function holdTask(tx: Context, id: string): Promise<void> {
  return requireIds(tx, Prisma.raw("tasks"), [id], errors.invalidTaskId);
}

async function requireIds(
  tx: Context,
  table: Prisma.Sql,
  ids: readonly string[],
  unknown: ErrorFactory,
): Promise<void> {
  if (ids.length === 0) return;
  const { company } = tx.identity;
  const rows = await tx.db.$queryRaw<Array<{ id: string }>>(Prisma.sql`
    SELECT id FROM ${table} WHERE id = ANY(${[...ids]}::text[]) AND company IN (${company}, ${PUBLIC_COMPANY})
    ORDER BY id FOR KEY SHARE`);
  const found = new Set(rows.map(({ id }) => id));
  const missing = ids.find((id) => !found.has(id));
  if (missing !== undefined) throw unknown({ id: missing, company });
}
