import { Prisma } from "@limpid/db";
import { z } from "zod";
import { query } from "../../platform/endpoint";
import { withinProject, withinScope } from "../scope";

const Variant = z.object({
  metric: z.string(),
  metric_hash: z.string(),
  variant: z.string(),
  variant_hash: z.string(),
});

export const getUniqueMetricVariants = query({
  name: "projects.get_unique_metric_variants",
  since: "1.0",
  auth: "user",
  summary: "List the metrics and variants that tasks or models of a project report",
  request: z.object({
    project: z.string().nullish(),
    include_subprojects: z.boolean().nullish(),
    /** Those of models instead of tasks. */
    model_metrics: z.boolean().nullish(),
    /** Only these tasks or models; the project does not count then. */
    ids: z.array(z.string()).nullish(),
  }),
  response: z.object({ metrics: z.array(Variant) }),
}).handle(async (ctx, input) => {
  const table = Prisma.raw(input.model_metrics ? "models" : "tasks");
  const condition = input.ids?.length
    ? Prisma.sql`t.id = ANY(${input.ids}::text[]) AND ${await withinScope(ctx, {})}`
    : await withinProject(ctx, input);
  const metrics = await ctx.db.$queryRaw<Array<z.output<typeof Variant>>>(Prisma.sql`
    SELECT DISTINCT m.metric, m.metric_hash, m.variant, m.variant_hash
    FROM last_metrics AS m JOIN ${table} AS t ON t.id = m.owner
    WHERE ${condition}
    ORDER BY m.metric, m.variant`);
  return { metrics };
});
