import type { MetricSelector } from "@limpid/event-store/store";
import { z } from "zod";
import type { Context } from "../platform/context";
import { Nested, readCurves } from "./curves";
import type { EventOwner } from "./owners";
import { Curve, type ScalarKey, WireEvent } from "./schema";

// Events of several tasks (or models) put together by metric, so that they can be compared.

/** metric → variant → task → curve */
export const ComparedCurves = z.record(z.string(), z.record(z.string(), z.record(z.string(), Curve)));
type CurveByTask = Record<string, z.output<typeof Curve>>;

/** The scalar curves of several tasks, thinned to a number of points each. */
export async function compareCurves(
  ctx: Context,
  owners: readonly EventOwner[],
  options: { readonly metrics: readonly MetricSelector[]; readonly samples: number; readonly key: ScalarKey },
): Promise<z.output<typeof ComparedCurves>> {
  const names = new Map(owners.map(({ id, name }) => [id, name]));
  const nested = new Nested<CurveByTask>();
  for (const { owner, metric, variant, ...curve } of await readCurves(ctx, [...names.keys()], options)) {
    nested.at(metric, variant, () => Object.create(null) as CurveByTask)[owner] = {
      name: names.get(owner) ?? owner,
      ...curve,
    };
  }
  return nested.document;
}

const Iterations = z.record(z.string(), z.object({ name: z.string(), plots: z.array(WireEvent) }));
/** metric → variant → task → iteration → plots */
export const ComparedPlots = z.record(z.string(), z.record(z.string(), z.record(z.string(), Iterations)));
type PlotsByTask = Record<string, z.output<typeof Iterations>>;

/** Plots of several tasks by metric, variant, task and iteration. */
export function comparePlots(
  events: readonly WireEvent[],
  owners: readonly EventOwner[],
): z.output<typeof ComparedPlots> {
  const names = new Map(owners.map(({ id, name }) => [id, name]));
  const nested = new Nested<PlotsByTask>();
  for (const event of events) {
    const byTask = nested.at(event.metric, event.variant, () => ({}));
    byTask[event.task] ??= {};
    const iterations = byTask[event.task] ?? {};
    const iter = String(event.iter);
    iterations[iter] ??= { name: names.get(event.task) ?? event.task, plots: [] };
    iterations[iter]?.plots.push(event);
  }
  return nested.document;
}

const SingleValue = z.object({
  metric: z.string(),
  variant: z.string(),
  value: z.number(),
  timestamp: z.number(),
});
type SingleValue = z.output<typeof SingleValue>;

/** The single values of a task. */
export const SingleValues = z.object({ task: z.string(), task_name: z.string(), values: z.array(SingleValue) });

/** The single values of several tasks; tasks without any are left out. */
export async function readSingleValues(
  ctx: Context,
  owners: readonly EventOwner[],
  metrics: readonly MetricSelector[],
): Promise<z.output<typeof SingleValues>[]> {
  const found = await ctx.events.series({ owners: owners.map(({ id }) => id), metrics, single: "only" });
  const values = new Map<string, SingleValue[]>();
  for (const { owner, metric, variant, value, timestamp } of found) {
    const [last, when] = [value.at(-1), timestamp.at(-1)];
    if (last === undefined || when === undefined) continue;
    const known = values.get(owner) ?? [];
    known.push({ metric, variant, value: last, timestamp: when });
    values.set(owner, known);
  }
  return owners.flatMap(({ id, name }) => {
    const some = values.get(id);
    return some ? [{ task: id, task_name: name, values: some }] : [];
  });
}
