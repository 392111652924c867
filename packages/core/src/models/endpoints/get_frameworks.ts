import { Prisma } from "@limpid/db";
import { z } from "zod";
import { query } from "../../platform/endpoint";
import { PUBLIC_COMPANY } from "../../platform/ids";
import { descendantIds } from "../../projects/store";

export const getFrameworks = query({
  name: "models.get_frameworks",
  since: "1.0",
  auth: "user",
  summary: "List the frameworks that models name",
  request: z.object({ projects: z.array(z.string()).nullish() }),
  response: z.object({ frameworks: z.array(z.string()) }),
}).handle(async (ctx, { projects }) => {
  const within = projects?.length
    ? Prisma.sql`AND project = ANY(${await descendantIds(ctx, projects)}::text[])`
    : Prisma.empty;
  const rows = await ctx.db.$queryRaw<Array<{ framework: string }>>(Prisma.sql`
    SELECT DISTINCT framework COLLATE "C" AS framework FROM models
    WHERE company IN (${ctx.identity.company}, ${PUBLIC_COMPANY}) AND framework <> '' ${within} ORDER BY 1`);
  return { frameworks: rows.map((row) => row.framework) };
});
