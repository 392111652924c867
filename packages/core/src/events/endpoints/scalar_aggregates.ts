import type { Summary } from "@limpid/event-store/store";
import { z } from "zod";
import type { Context } from "../../platform/context";
import { query } from "../../platform/endpoint";
import { aggregate, align, type RunCurve } from "../aggregates";
import { requireOwners } from "../owners";
import { MetricVariants, modelEvents, Samples } from "../schema";
import { selectors } from "../wire";

/** Tasks of all groups together. */
const MOST_TASKS = 500;
/** Places of all lines of an answer together, and of all runs that are read for one: many share them. */
const MOST_PLACES = 250_000;

const Numbers = z.array(z.number());
const Spreads = z.array(z.number().nullable());

const AggregateLine = z.object({
  /** Its place in the request. */
  group: z.number().int(),
  metric: z.string(),
  variant: z.string(),
  /** Iterations. */
  x: Numbers,
  /** Runs that have a value there. */
  count: z.array(z.number().int()),
  mean: Numbers,
  median: Numbers,
  min: Numbers,
  max: Numbers,
  /** Of the sample (ddof=1); null where there is one run only. */
  std: Spreads,
  stderr: Spreads,
  /** Half the width of the 95 % confidence interval of the mean, by Student's t. */
  ci95: Spreads,
});

/** Groups of runs as one line each (aggregates.ts), aligned by iteration. */
export const scalarAggregates = query({
  name: "events.scalar_aggregates",
  auth: "user",
  summary: "Read what the curves of groups of tasks come to: mean, median, extremes and spread by iteration",
  request: z.object({
    groups: z
      .array(z.object({ tasks: z.array(z.string()).min(1).max(MOST_TASKS) }))
      .min(1)
      .max(100)
      .refine((groups) => groups.reduce((sum, { tasks }) => sum + tasks.length, 0) <= MOST_TASKS, {
        message: `The groups have more than ${MOST_TASKS} tasks together`,
      }),
    metrics: z.array(MetricVariants).min(1).max(100),
    samples: Samples,
    from: z.number().nullish(),
    to: z.number().nullish(),
    model_events: modelEvents,
  }),
  response: z.object({ aggregates: z.array(AggregateLine) }),
}).handle(async (ctx, { groups, ...input }) => {
  const tasks = [...new Set(groups.flatMap((group) => group.tasks))];
  const owners = await requireOwners(ctx, tasks, input.model_events);
  const summaries = await ctx.events.summarize({
    owners: owners.map(({ id }) => id),
    kinds: ["scalar"],
    metrics: selectors(input.metrics),
  });
  const variants = new Map<string, Summary[]>();
  for (const summary of summaries) {
    const name = JSON.stringify([summary.metric, summary.variant]);
    variants.set(name, [...(variants.get(name) ?? []), summary]);
  }
  const buckets = Math.min(
    input.samples,
    Math.floor(MOST_PLACES / Math.max(groups.length * variants.size, owners.length)),
  );
  const aggregates: z.output<typeof AggregateLine>[] = [];
  for (const [, some] of [...variants].sort(([one], [other]) => (one < other ? -1 : 1))) {
    const [{ metric, variant } = { metric: "", variant: "" }] = some;
    const runs = await alignedRuns(ctx, some, { from: input.from, to: input.to, buckets: Math.max(1, buckets) });
    for (const [group, { tasks }] of groups.entries()) {
      const line = aggregate([...new Set(tasks)].flatMap((task) => runs.get(task) ?? []));
      if (line.x.length > 0) aggregates.push({ group, metric, variant, ...line });
    }
  }
  return { aggregates };
});

/** The curves of one variant by task, all at common places. @param summaries of its tasks */
async function alignedRuns(
  ctx: Context,
  summaries: readonly Summary[],
  { from, to, buckets }: { readonly from?: number | null; readonly to?: number | null; readonly buckets: number },
): Promise<ReadonlyMap<string, RunCurve>> {
  const curves = summaries.flatMap(({ min_iter, max_iter }) =>
    min_iter === undefined || max_iter === undefined ? [] : { min_iter, max_iter },
  );
  const [known] = summaries;
  if (!known || curves.length === 0) return new Map();
  const grid = {
    low: Math.max(from ?? -Infinity, Math.min(...curves.map(({ min_iter }) => min_iter))),
    high: Math.min(to ?? Infinity, Math.max(...curves.map(({ max_iter }) => max_iter))),
  };
  const found = await ctx.events.windows({
    owners: summaries.map(({ owner }) => owner),
    metrics: [{ metric: known.metric, variants: [known.variant] }],
    axis: "iter",
    range: { gte: from ?? undefined, lte: to ?? undefined },
    buckets,
    grid,
  });
  const aligned = align(found, { ...grid, buckets });
  return new Map(found.map(({ owner }, place) => [owner, aligned[place] ?? { place: [], value: [] }]));
}
