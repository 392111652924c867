import { Prisma } from "@limpid/db";
import { z } from "zod";
import type { Context } from "../platform/context";
import { runLimited } from "../platform/find/where";
import { pageOf } from "./scope";

/** A page of the different values that something has; `total` counts all of them. */
export const Values = z.object({ total: z.number().int(), values: z.array(z.string()) });

/**
 * The different values of a query with one column `value`, sorted, a page of them.
 * @param options.patterns the query has a client's pattern in it and runs under a time limit.
 */
export async function distinctValues(
  ctx: Context,
  rows: Prisma.Sql,
  page: { readonly page?: number | null; readonly page_size?: number | null },
  { patterns = false }: { patterns?: boolean } = {},
): Promise<z.output<typeof Values>> {
  const statement = Prisma.sql`
    WITH every AS MATERIALIZED (SELECT DISTINCT value FROM (${rows}) AS rows)
    SELECT (SELECT count(*)::int FROM every) AS total,
      ARRAY(SELECT value FROM every ORDER BY value ${pageOf(page)}) AS values`;
  const [found] = await runLimited<z.output<typeof Values>>(ctx, statement, patterns);
  return { total: found?.total ?? 0, values: found?.values ?? [] };
}
