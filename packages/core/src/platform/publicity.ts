import { brokenConstraint, Prisma } from "@limpid/db";
import { z } from "zod";
import { type Context, inTransaction } from "./context";
import { type ErrorFactory, errors } from "./errors";
import { PUBLIC_COMPANY } from "./ids";

/** Request and reply of every make_public and make_private. */
export const publicity = {
  request: z.object({ ids: z.array(z.string()).min(1) }),
  response: z.object({ updated: z.number().int() }),
} as const;

const TABLES = {
  task: Prisma.raw("tasks"),
  model: Prisma.raw("models"),
  project: Prisma.raw("projects"),
} as const;

/**
 * Makes the company's own objects public, or takes public ones back that came from it: `company` becomes "" and `company_origin` remembers
 * whose it was (wire-protocol §4). All or none.
 * @throws `unknown` when one of the ids is unknown, or public or private already; 400/801 when the name is taken on the other side.
 */
export async function setPublicity(
  ctx: Context,
  kind: keyof typeof TABLES,
  ids: readonly string[],
  visibility: "public" | "private",
  unknown: ErrorFactory,
): Promise<{ updated: number }> {
  const { company } = ctx.identity;
  const unique = [...new Set(ids)];
  const [set, condition] =
    visibility === "public"
      ? [Prisma.sql`company = ${PUBLIC_COMPANY}, company_origin = company`, Prisma.sql`company = ${company}`]
      : [
          Prisma.sql`company = company_origin, company_origin = NULL`,
          Prisma.sql`company = ${PUBLIC_COMPANY} AND company_origin = ${company}`,
        ];
  try {
    return await inTransaction(ctx, async (tx) => {
      const updated = await tx.db.$executeRaw(
        Prisma.sql`UPDATE ${TABLES[kind]} SET ${set} WHERE id = ANY(${unique}::text[]) AND ${condition}`,
      );
      if (updated < unique.length) throw unknown({ ids: unique, company });
      return { updated };
    });
  } catch (error) {
    if (brokenConstraint(error) !== undefined) throw errors.expectedUniqueData({ ids: unique });
    throw error;
  }
}
