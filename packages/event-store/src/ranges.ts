import type { Floor, MetricSelector, Range } from "./store";

/** Whether a number lies within the bounds. */
export const contains = (range: Range | undefined, value: number): boolean =>
  !range ||
  ((range.gt === undefined || value > range.gt) &&
    (range.gte === undefined || value >= range.gte) &&
    (range.lt === undefined || value < range.lt) &&
    (range.lte === undefined || value <= range.lte));

/** Whether something between `low` and `high` (inclusive) can lie within the bounds. */
export const overlaps = (range: Range | undefined, low: number, high: number): boolean =>
  contains({ gt: range?.gt, gte: range?.gte }, high) && contains({ lt: range?.lt, lte: range?.lte }, low);

/** Tells whether a metric and variant are among the selectors; none selects all. */
export function selects(
  selectors: readonly MetricSelector[] | undefined,
): (metric: string, variant: string) => boolean {
  if (!selectors || selectors.length === 0) return () => true;
  const chosen = new Map<string, Set<string> | "all">();
  for (const { metric, variants } of selectors) {
    const known = chosen.get(metric);
    if (!variants || variants.length === 0) chosen.set(metric, "all");
    else if (known !== "all") chosen.set(metric, new Set([...(known ?? []), ...variants]));
  }
  return (metric, variant) => {
    const variants = chosen.get(metric);
    return variants === "all" || (variants?.has(variant) ?? false);
  };
}

/** The first iteration of a metric and variant that is shown; of several floors the highest. */
export function floorOf(floors: readonly Floor[] | undefined): (metric: string, variant: string) => number {
  const known = new Map<string, number>();
  for (const { metric, variant, iter } of floors ?? []) {
    const name = `${metric}\0${variant}`;
    known.set(name, Math.max(known.get(name) ?? -Infinity, iter));
  }
  return (metric, variant) => known.get(`${metric}\0${variant}`) ?? -Infinity;
}
