import { Prisma } from "@limpid/db";
import type { Context } from "../platform/context";
import { wireDate } from "../platform/dates";
import type { Document } from "../platform/documents";
import { type ErrorFactory, errors } from "../platform/errors";
import { PUBLIC_COMPANY } from "../platform/ids";

/** A task as stored, without what lies in tables of its own: hyperparams, configuration, artifacts, models, last metrics. */
export type TaskRow = Prisma.TaskModel;

/** Columns of a task that a change sets; null empties one. */
export type TaskColumns = Prisma.TaskUncheckedUpdateManyInput;

interface Wanted {
  /** Refuses public tasks: 403/21 (wire-protocol §4). */
  readonly write?: boolean;
  /** What an unknown id is in this call; 400/101 by default. */
  readonly error?: ErrorFactory;
  /** The caller is about to delete it: nobody else may change or refer to it until the transaction ends. */
  readonly remove?: boolean;
}

/**
 * The task of that id: the caller's company's own, or a public one to read. Inside a transaction the row cannot be deleted until it ends.
 * @see {@link Wanted}
 */
export async function requireTask(ctx: Context, id: string, wanted: Wanted = {}): Promise<TaskRow> {
  const [task] = await requireTasks(ctx, [id], wanted);
  return task as TaskRow;
}

/** {@link requireTask} for several, in one query and in the order of the ids; all or none. */
export async function requireTasks(ctx: Context, ids: readonly string[], wanted: Wanted = {}): Promise<TaskRow[]> {
  const { company } = ctx.identity;
  const { write, error = errors.invalidTaskId, remove } = wanted;
  const unique = [...new Set(ids)];
  const held = remove ? Prisma.sql`FOR UPDATE` : Prisma.sql`FOR KEY SHARE`;
  const rows = await ctx.db.$queryRaw<TaskRow[]>(Prisma.sql`
    SELECT * FROM tasks WHERE id = ANY(${unique}::text[]) AND company IN (${company}, ${PUBLIC_COMPANY})
    ORDER BY id ${ctx.insideTransaction ? held : Prisma.empty}`);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return unique.map((id) => {
    const task = byId.get(id);
    if (!task) throw error({ id, company });
    if (write && task.company === PUBLIC_COMPANY) throw errors.noWritePermission({ id });
    return task;
  });
}

/** Fields that every change of a task sets. */
export function changeOf(ctx: Context): { last_change: Date; last_changed_by: string } {
  return { last_change: ctx.now(), last_changed_by: ctx.identity.user };
}

/** Columns as the `fields` of a reply: dates by {@link wireDate}, the queue as `execution.queue`, in one key (wire-protocol §9). */
export function wireFields(columns: TaskColumns): Document {
  return Object.fromEntries(
    Object.entries(columns).flatMap(([column, value]) =>
      value === undefined ? [] : [[column === "execution_queue" ? "execution.queue" : column, onWire(value)]],
    ),
  );
}

function onWire(value: unknown): unknown {
  if (value instanceof Date) return wireDate(value);
  return typeof value === "bigint" ? Number(value) : value;
}
