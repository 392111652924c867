import { Prisma } from "@limpid/db";
import { z } from "zod";
import type { Context } from "../../platform/context";
import { query } from "../../platform/endpoint";
import { MODEL_METRICS, namesWithin, TASK_METRICS } from "../names";
import { projectsOf, withinScope } from "../scope";

const Variant = z.object({
  metric: z.string(),
  metric_hash: z.string(),
  variant: z.string(),
  variant_hash: z.string(),
});
type Variant = z.output<typeof Variant>;

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
  const metrics = input.ids?.length
    ? await variantsOf(ctx, input.ids, input.model_metrics ? "models" : "tasks")
    : await namesWithin<Variant>(ctx, input.model_metrics ? MODEL_METRICS : TASK_METRICS, await projectsOf(ctx, input));
  return { metrics };
});

async function variantsOf(ctx: Context, ids: readonly string[], table: "tasks" | "models"): Promise<Variant[]> {
  return ctx.db.$queryRaw(Prisma.sql`
    SELECT DISTINCT m.metric, m.metric_hash, m.variant, m.variant_hash
    FROM last_metrics AS m JOIN ${Prisma.raw(table)} AS t ON t.id = m.owner
    WHERE t.id = ANY(${[...ids]}::text[]) AND ${await withinScope(ctx, {})}
    ORDER BY m.metric, m.variant`);
}
