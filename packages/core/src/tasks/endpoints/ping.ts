import { Prisma } from "@limpid/db";
import { z } from "zod";
import { mutation } from "../../platform/endpoint";

export const ping = mutation({
  name: "tasks.ping",
  since: "1.0",
  auth: "user",
  summary: "Say that a task is alive; an unknown id is silently passed over",
  request: z.object({ task: z.string() }),
  response: z.object({}),
}).handle(async (ctx, input) => {
  const now = Prisma.sql`${ctx.now()}::timestamptz`;
  await ctx.db.$executeRaw(Prisma.sql`
    UPDATE tasks SET last_update = ${now}, last_change = ${now}, last_changed_by = ${ctx.identity.user},
      active_duration = CASE WHEN status = 'in_progress' AND started IS NOT NULL
        THEN greatest(least(extract(epoch FROM ${now} - started), 2147483647), 0)::integer ELSE active_duration END
    WHERE id = ${input.task} AND company = ${ctx.identity.company}`);
  return {};
});
