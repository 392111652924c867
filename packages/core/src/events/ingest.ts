import { Prisma } from "@limpid/db";
import { type Batch, EventInputError } from "@limpid/event-store/store";
import type { Context } from "../platform/context";
import { errors } from "../platform/errors";
import { countEvents } from "../tasks/last-metrics";
import { Lines } from "./batch";
import { mayUnlock } from "./owners";
import type { Added } from "./schema";
import { tellEvents } from "./tell";

/**
 * Adds a batch of events, the only way that events are stored (wire-protocol §8.1). Lines that cannot be stored are told in `errors_info`, the
 * others are added. When this resolves events and statistics are committed. The events go first: after a failure in between, the client's
 * repetition overwrites the same scalars, plots and images and counts them once; only console lines may then be there twice.
 * @throws 500/4 the disk is almost full; 400/17 there are no lines; 400/131 nothing was added; 400/12 one id with different `allow_locked`, or
 * as task and as model.
 */
export async function addEvents(ctx: Context, sources: Iterable<Readonly<Record<string, unknown>>>): Promise<Added> {
  await ctx.disk.admit();
  const lines = new Lines({ now: ctx.now().getTime(), worker: ctx.caller.worker || "<unknown>" });
  lines.addAll(sources);
  if (lines.isEmpty) throw errors.batchContainsNoItems();
  await refuseOwners(ctx, lines);
  const owners = [...lines.owners.values()].filter((owner) => owner.lines > 0);
  const { errors: refused, errors_info } = lines;
  if (owners.length === 0) throw errors.eventsNotAdded(errors_info);
  await append(ctx, {
    scalars: owners.flatMap((owner) => owner.runs()),
    events: owners.flatMap(({ events }) => events),
  });
  const gone = await countEvents(
    ctx,
    owners.map((owner) => owner.summary()),
  );
  for (const { id, kinds } of owners) tellEvents(ctx, [id], kinds);
  // Deleted while the batch was on its way: nobody else would ever remove these.
  if (gone.length > 0) await ctx.events.remove({ owners: gone });
  return { added: owners.reduce((sum, owner) => sum + owner.lines, 0), errors: refused, errors_info };
}

async function append(ctx: Context, batch: Batch): Promise<void> {
  try {
    await ctx.events.append(batch);
  } catch (error) {
    if (error instanceof EventInputError) throw errors.eventsNotAdded(error.message, { field: error.field });
    throw error;
  }
}

/**
 * Takes out the owners that events may not be added to: unknown, of another company, public, published. With `allow_locked` what is published
 * still takes console lines, and results where {@link mayUnlock} says so.
 */
async function refuseOwners(ctx: Context, lines: Lines): Promise<void> {
  const owners = [...lines.owners.values()];
  const ids = (model: boolean) => owners.filter((owner) => owner.model === model).map(({ id }) => id);
  const { company } = ctx.identity;
  const rows = await ctx.db.$queryRaw<Array<{ id: string; model: boolean; locked: boolean }>>(Prisma.sql`
    SELECT id, false AS model, status IN ('publishing', 'published') AS locked FROM tasks
    WHERE id = ANY(${ids(false)}::text[]) AND company = ${company}
    UNION ALL
    SELECT id, true AS model, ready AS locked FROM models WHERE id = ANY(${ids(true)}::text[]) AND company = ${company}`);
  const known = new Map(rows.map((row) => [row.id, row]));
  for (const owner of owners) {
    const { id, model, lines: count, allowLocked } = owner;
    const found = known.get(id);
    const open = !found?.locked || mayUnlock(ctx.identity, owner) || (allowLocked && !owner.hasResults);
    if (found && open) continue;
    lines.owners.delete(id);
    if (count > 0)
      lines.refuse(
        found ? `${model ? "model" : "task"} is published: ${id}` : `unknown ${model ? "model" : "task"} id: ${id}`,
        count,
      );
  }
}
