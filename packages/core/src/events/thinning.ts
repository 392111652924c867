import type { Series } from "@limpid/event-store/store";

/** Intervals this close are made equal, so that curves of one task have common x values. */
const TOLERANCE = 1.1;

/** A curve thinned to means. */
export interface ThinCurve {
  readonly metric: string;
  readonly variant: string;
  /** Starts of the buckets: multiples of the interval, ascending. */
  readonly x: number[];
  /** Means. */
  readonly y: number[];
  readonly x_axis_label?: string;
}

/**
 * Thins the curves of one task, as scalar_metrics_iter_histogram shows them (wire-protocol §8.2). A curve of fewer points than `samples`
 * keeps interval 1; else the interval is ceil((max − min + 1) / samples). Intervals within 10 % of each other become the largest of them.
 * @param key what stands on the x axis
 */
export function thinCurves(
  series: readonly Series[],
  { samples, key }: { readonly samples: number; readonly key: "iter" | "timestamp" },
): ThinCurve[] {
  const intervals = shareIntervals(series.map((curve) => interval(curve[key], samples)));
  return series.map((curve, index) => {
    const { metric, variant, x_axis_label } = curve;
    const means = bucketMeans(curve[key], curve.value, intervals[index] ?? 1);
    return { metric, variant, ...means, ...(x_axis_label === undefined ? {} : { x_axis_label }) };
  });
}

function interval(column: Float64Array, samples: number): number {
  if (column.length < samples) return 1;
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (const place of column) {
    if (place < lowest) lowest = place;
    if (place > highest) highest = place;
  }
  return Math.max(Math.ceil((highest - lowest + 1) / samples), 1);
}

function shareIntervals(own: readonly number[]): number[] {
  const shared = new Map<number, number>();
  let group: number[] = [];
  const close = () => {
    const largest = group.at(-1);
    if (largest !== undefined) for (const member of group) shared.set(member, largest);
  };
  for (const one of [...new Set(own)].sort((left, right) => left - right)) {
    const smallest = group[0];
    if (smallest !== undefined && one > smallest * TOLERANCE) {
      close();
      group = [];
    }
    group.push(one);
  }
  close();
  return own.map((one) => shared.get(one) ?? one);
}

function bucketMeans(places: Float64Array, values: Float64Array, interval: number): { x: number[]; y: number[] } {
  const order = ascending(places)
    ? null
    : Uint32Array.from(places.keys()).sort((one, other) => at(places, one) - at(places, other));
  const x: number[] = [];
  const y: number[] = [];
  let count = 0;
  for (let index = 0; index < places.length; index++) {
    const from = order ? (order[index] as number) : index;
    const start = Math.floor(at(places, from) / interval) * interval;
    const value = at(values, from);
    const last = x.length - 1;
    if (last >= 0 && x[last] === start) {
      count++;
      y[last] = (y[last] as number) + value;
      continue;
    }
    if (last >= 0) y[last] = (y[last] as number) / count;
    // -0 is shown as 0.
    x.push(start + 0);
    y.push(value);
    count = 1;
  }
  const last = y.length - 1;
  if (last >= 0) y[last] = (y[last] as number) / count;
  return { x, y };
}

const at = (column: Float64Array, index: number): number => column[index] as number;

function ascending(column: Float64Array): boolean {
  for (let index = 1; index < column.length; index++) if (at(column, index) < at(column, index - 1)) return false;
  return true;
}
