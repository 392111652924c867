import type { Windows } from "@limpid/event-store/store";

/** A run's curve as the store cuts it. */
type Stretches = Pick<Windows, "first" | "last" | "count" | "sum">;

/** The curve of one run over its places, in ascending order. */
export interface RunCurve {
  readonly place: ArrayLike<number>;
  readonly value: ArrayLike<number>;
}

/**
 * Several runs as one curve: at each place what the values of the runs that have one there come to. As numpy says it: `mean`,
 * `median`, `min`, `max`, `std` with ddof=1, `stderr` = std / √count; `ci95` is half the width of the 95 % confidence interval
 * of the mean by Student's t with count − 1 degrees of freedom. The last three are null where there is but one value.
 */
export interface Aggregate {
  readonly x: number[];
  /** Runs that have a value at the place. */
  readonly count: number[];
  readonly mean: number[];
  readonly median: number[];
  readonly min: number[];
  readonly max: number[];
  readonly std: (number | null)[];
  readonly stderr: (number | null)[];
  readonly ci95: (number | null)[];
}

/** What buckets divide. */
export interface Grid {
  readonly low: number;
  readonly high: number;
  readonly buckets: number;
}

/**
 * Brings runs to common places. Where all of them together have no more places than there are buckets, these are the places;
 * else the buckets are, each by its first place (the last one by its last), and a run's value there is the mean of its points.
 */
export function align(runs: readonly Stretches[], { low, high, buckets }: Grid): RunCurve[] {
  const width = (high - low) / buckets;
  const bucketAt = (place: number): number =>
    width > 0 ? Math.max(0, Math.min(Math.floor((place - low) / width), buckets - 1)) : 0;
  const isExact = haveFewPlaces(runs, buckets);
  const names = new Float64Array(buckets).fill(Infinity);
  let [end, last] = [0, -Infinity];
  if (!isExact) {
    for (const run of runs) {
      for (const first of run.first) names[bucketAt(first)] = Math.min(names[bucketAt(first)] as number, first);
      last = Math.max(last, run.last.at(-1) ?? -Infinity);
      end = Math.max(end, bucketAt(run.first.at(-1) ?? low));
    }
    names[end] = last;
  }
  return runs.map(({ first, count, sum }) => {
    const found = new Map<number, { sum: number; count: number }>();
    for (const [at, place] of first.entries()) {
      const name = isExact ? place : (names[bucketAt(place)] as number);
      const known = found.get(name) ?? { sum: 0, count: 0 };
      known.sum += sum[at] as number;
      known.count += count[at] as number;
      found.set(name, known);
    }
    return { place: [...found.keys()], value: Array.from(found.values(), (part) => part.sum / part.count) };
  });
}

function haveFewPlaces(runs: readonly Stretches[], most: number): boolean {
  const places = new Set<number>();
  for (const { first, count } of runs) {
    if (count.some((one) => one > 1)) return false;
    for (const place of first) places.add(place);
    if (places.size > most) return false;
  }
  return true;
}

/** Aggregates runs that are aligned already: equal places belong together. */
export function aggregate(runs: readonly RunCurve[]): Aggregate {
  const values = new Map<number, number[]>();
  for (const { place, value } of runs) {
    for (let index = 0; index < place.length; index++) {
      const at = place[index] as number;
      const known = values.get(at);
      if (known) known.push(value[index] as number);
      else values.set(at, [value[index] as number]);
    }
  }
  const x = [...values.keys()].sort((one, other) => one - other);
  const all = x.map((place) => statistics(values.get(place) ?? []));
  return {
    x,
    count: all.map(({ count }) => count),
    mean: all.map(({ mean }) => mean),
    median: all.map(({ median }) => median),
    min: all.map(({ min }) => min),
    max: all.map(({ max }) => max),
    std: all.map(({ std }) => std),
    stderr: all.map(({ stderr }) => stderr),
    ci95: all.map(({ ci95 }) => ci95),
  };
}

function statistics(values: number[]) {
  const count = values.length;
  const sorted = values.sort((one, other) => one - other);
  const [min, max] = [sorted[0] as number, sorted[count - 1] as number];
  const median = ((sorted[(count - 1) >> 1] as number) + (sorted[count >> 1] as number)) / 2;
  const mean = sorted.reduce((sum, value) => sum + value, 0) / count;
  if (count === 1) return { count, mean, median, min, max, std: null, stderr: null, ci95: null };
  const squares = sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const std = Math.sqrt(squares / (count - 1));
  const stderr = std / Math.sqrt(count);
  return { count, mean, median, min, max, std, stderr, ci95: stderr * studentT95(count - 1) };
}

const quantiles = new Map<number, number>();

/** Between minus and plus this lie 95 % of Student's t distribution (its 97.5 % quantile). */
export function studentT95(degrees: number): number {
  const known = quantiles.get(degrees);
  if (known !== undefined) return known;
  // By bisection: up to infinity at one degree of freedom, where it is 12.7.
  let [low, high] = [1, 13];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (withinT(middle, degrees) < 0.95) low = middle;
    else high = middle;
  }
  quantiles.set(degrees, high);
  return high;
}

/** The part of Student's t distribution between −t and t: a finite series for whole degrees of freedom (Abramowitz and Stegun 26.7.3-4). */
function withinT(t: number, degrees: number): number {
  const angle = Math.atan(t / Math.sqrt(degrees));
  const squared = Math.cos(angle) ** 2;
  const isOdd = degrees % 2 === 1;
  let term = isOdd ? Math.cos(angle) : 1;
  let series = degrees === 1 ? 0 : term;
  for (let power = isOdd ? 3 : 2; power <= degrees - 2; power += 2) {
    term *= (squared * (power - 1)) / power;
    series += term;
  }
  return isOdd ? (2 / Math.PI) * (angle + Math.sin(angle) * series) : Math.sin(angle) * series;
}
