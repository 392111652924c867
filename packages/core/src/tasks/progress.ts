import { Prisma } from "@limpid/db";
import type { Context } from "../platform/context";

/**
 * A sign of life of a run: moves `last_update` and, while it is running, `active_duration` (seconds). An unknown id is
 * passed over.
 * @param options.iteration how far the run has come; `last_iteration` never falls.
 */
export async function markAlive(
  ctx: Context,
  task: string,
  { iteration }: { iteration?: number | null } = {},
): Promise<void> {
  const now = Prisma.sql`${ctx.now()}::timestamptz`;
  await ctx.db.$executeRaw(Prisma.sql`
    UPDATE tasks SET last_update = ${now}, last_change = ${now}, last_changed_by = ${ctx.identity.user},
      last_iteration = greatest(last_iteration, ${iteration ?? null}::bigint),
      active_duration = CASE WHEN status = 'in_progress' AND started IS NOT NULL
        THEN greatest(least(extract(epoch FROM ${now} - started), 2147483647), 0)::integer ELSE active_duration END
    WHERE id = ${task} AND company = ${ctx.identity.company}`);
}
