import { z } from "zod";
import { query } from "../../platform/endpoint";
import { requireOwner } from "../owners";
import { modelEvents } from "../schema";
import { variantsByMetric } from "../variants";

export const getScalarMetricsAndVariants = query({
  name: "events.get_scalar_metrics_and_variants",
  since: "1.0",
  auth: "user",
  summary: "List the scalar metrics of a task with their variants",
  request: z.object({ task: z.string(), model_events: modelEvents }),
  response: z.object({ metrics: z.record(z.string(), z.array(z.string())) }),
}).handle(async (ctx, input) => {
  const owner = await requireOwner(ctx, input.task, input.model_events);
  return { metrics: Object.fromEntries(await variantsByMetric(ctx, [owner], ["scalar"])) };
});
