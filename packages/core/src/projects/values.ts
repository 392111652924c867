import { Prisma } from "@limpid/db";
import { z } from "zod";
import type { Context } from "../platform/context";
import { pageOf } from "./scope";

/** A page of the different values that something has; `total` counts all of them. */
export const Values = z.object({ total: z.number().int(), values: z.array(z.string()) });

/** The different values of a query with one column `value`, sorted, a page of them. */
export async function distinctValues(
  ctx: Context,
  rows: Prisma.Sql,
  page: { readonly page?: number | null; readonly page_size?: number | null },
): Promise<z.output<typeof Values>> {
  const [found] = await ctx.db.$queryRaw<Array<{ total: number; values: string[] }>>(Prisma.sql`
    WITH every AS MATERIALIZED (SELECT DISTINCT value FROM (${rows}) AS rows)
    SELECT (SELECT count(*)::int FROM every) AS total,
      ARRAY(SELECT value FROM every ORDER BY value ${pageOf(page)}) AS values`);
  return { total: found?.total ?? 0, values: found?.values ?? [] };
}
