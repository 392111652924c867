import { Prisma } from "@limpid/db";
import { isAdministrator } from "../auth/authority";
import type { Context } from "../platform/context";
import { errors } from "../platform/errors";
import type { Identity } from "../platform/identity";
import { PUBLIC_COMPANY } from "../platform/ids";

/** What events calls need to know of a task or model. */
export interface EventOwner {
  readonly id: string;
  readonly name: string;
  /** Of a task; a model has none. */
  readonly status: string | null;
  /** Published task or ready model. */
  readonly locked: boolean;
}

/**
 * Tasks, or models with `modelEvents`, of the caller's company or public, in the order of `ids` and each once.
 * @throws 400/101 or 400/201 when one is unknown.
 */
export async function requireOwners(
  ctx: Context,
  ids: readonly string[],
  modelEvents?: boolean | null,
): Promise<EventOwner[]> {
  return find(ctx, ids, Boolean(modelEvents), [ctx.identity.company, PUBLIC_COMPANY]);
}

/** {@link requireOwners} for one id. */
export async function requireOwner(ctx: Context, id: string, modelEvents?: boolean | null): Promise<EventOwner> {
  const [owner] = await requireOwners(ctx, [id], modelEvents);
  if (!owner) throw unknown(Boolean(modelEvents), id);
  return owner;
}

/**
 * Whether `allow_locked` opens what is published: a model, which is so from the start, for everybody; the results of a task for administrators
 * only (wire-protocol §16.11).
 */
export function mayUnlock(
  identity: Pick<Identity, "role">,
  { model, allowLocked }: { readonly model: boolean; readonly allowLocked: boolean },
): boolean {
  return allowLocked && (model || isAdministrator(identity));
}

/**
 * A task or model whose events may be deleted: the company's own, and not published unless {@link mayUnlock} says so.
 * @throws 400/101 or 400/201
 */
export async function requireChangeable(
  ctx: Context,
  id: string,
  { model, allowLocked }: { model: boolean; allowLocked: boolean },
): Promise<EventOwner> {
  const [owner] = await find(ctx, [id], model, [ctx.identity.company]);
  if (!owner || (owner.locked && !mayUnlock(ctx.identity, { model, allowLocked }))) throw unknown(model, id);
  return owner;
}

function unknown(model: boolean, id: string) {
  return model ? errors.invalidModelId({ id }) : errors.invalidTaskId({ id });
}

async function find(
  ctx: Context,
  ids: readonly string[],
  model: boolean,
  companies: readonly string[],
): Promise<EventOwner[]> {
  const wanted = [...new Set(ids)];
  const columns = model
    ? Prisma.sql`id, name, NULL AS status, ready AS locked FROM models`
    : Prisma.sql`id, name, status, status IN ('publishing', 'published') AS locked FROM tasks`;
  const rows = await ctx.db.$queryRaw<EventOwner[]>(Prisma.sql`
    SELECT ${columns} WHERE id = ANY(${wanted}::text[]) AND company = ANY(${[...companies]}::text[])`);
  const known = new Map(rows.map((row) => [row.id, row]));
  return wanted.map((id) => {
    const owner = known.get(id);
    if (!owner) throw unknown(model, id);
    return owner;
  });
}
