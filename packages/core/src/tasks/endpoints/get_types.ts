import { Prisma } from "@limpid/db";
import { z } from "zod";
import { query } from "../../platform/endpoint";
import { PUBLIC_COMPANY } from "../../platform/ids";
import { descendantIds } from "../../projects/store";

export const getTypes = query({
  name: "tasks.get_types",
  since: "1.0",
  auth: "user",
  summary: "List the types of the tasks in projects, or of all tasks",
  request: z.object({ projects: z.array(z.string()).nullish() }),
  response: z.object({ types: z.array(z.string()) }),
}).handle(async (ctx, { projects }) => {
  const within = projects?.length
    ? Prisma.sql`AND project = ANY(${await descendantIds(ctx, projects)}::text[])`
    : Prisma.empty;
  const rows = await ctx.db.$queryRaw<Array<{ type: string }>>(Prisma.sql`
    SELECT DISTINCT type COLLATE "C" AS type FROM tasks
    WHERE company IN (${ctx.identity.company}, ${PUBLIC_COMPANY}) ${within} ORDER BY 1`);
  return { types: rows.map(({ type }) => type) };
});
