import type { VectorEvent } from "@limpid/event-store/store";
import { z } from "zod";
import { query } from "../../platform/endpoint";
import { requireOwner } from "../owners";
import { modelEvents } from "../schema";
import { MAX_PAGE } from "../wire";

export const vectorMetricsIterHistogram = query({
  name: "events.vector_metrics_iter_histogram",
  since: "1.0",
  auth: "user",
  summary: "Read a vector variant in order of iteration",
  request: z.object({ task: z.string(), metric: z.string(), variant: z.string(), model_events: modelEvents }),
  response: z.object({
    metric: z.string(),
    variant: z.string(),
    vectors: z.array(z.array(z.number())),
    iterations: z.array(z.number().int()),
  }),
}).handle(async (ctx, input) => {
  await requireOwner(ctx, input.task, input.model_events);
  const { metric, variant } = input;
  const page = await ctx.events.scan({
    owner: input.task,
    kind: "vector",
    metrics: [{ metric, variants: [variant] }],
    order: "iter",
    direction: "asc",
    limit: MAX_PAGE,
  });
  const events = page.events as readonly VectorEvent[];
  return {
    metric,
    variant,
    vectors: events.map(({ values }) => [...values]),
    iterations: events.map(({ iter }) => iter),
  };
});
