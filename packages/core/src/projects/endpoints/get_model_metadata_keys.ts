import { Prisma } from "@limpid/db";
import { z } from "zod";
import { query } from "../../platform/endpoint";
import { valuePage } from "../schema";
import { pageOf, withinProject } from "../scope";

export const getModelMetadataKeys = query({
  name: "projects.get_model_metadata_keys",
  since: "1.0",
  auth: "user",
  summary: "List the metadata keys that models of a project have",
  request: z.object({ project: z.string().nullish(), include_subprojects: z.boolean().nullish(), ...valuePage }),
  response: z.object({
    keys: z.array(z.string()),
    /** Counts the page only, as clients know it (wire-protocol §11). */
    total: z.number().int(),
    remaining: z.number().int(),
  }),
}).handle(async (ctx, input) => {
  const rows = await ctx.db.$queryRaw<Array<{ key: string }>>(Prisma.sql`
    SELECT DISTINCT m.key FROM model_metadata AS m JOIN models AS t ON t.id = m.model
    WHERE ${await withinProject(ctx, input)}
    ORDER BY m.key ${pageOf(input)}`);
  return { keys: rows.map((row) => row.key), total: rows.length, remaining: 0 };
});
