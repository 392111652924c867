import type { Windows } from "@limpid/event-store/store";

/** A curve thinned so that no spike is lost. */
export interface Band {
  /** Ascending places of the points: of a bucket its first point, at the end of the curve the last. */
  readonly x: number[];
  /** Means of the buckets. */
  readonly y: number[];
  /** Least and greatest value of each bucket; absent when no bucket holds more than one point. */
  readonly min?: number[];
  readonly max?: number[];
  /** Points in the range, before thinning. */
  readonly points: number;
}

/**
 * One curve for a chart: unlike the wire's histogram (thinning.ts) it keeps the extremes of what it merges, and can look at a part of the curve
 * in full resolution. The store cuts it into equally wide buckets, so that curves reported in one rhythm keep common places.
 */
export function bandOf({
  first,
  last,
  count,
  sum,
  min,
  max,
}: Pick<Windows, "first" | "last" | "count" | "sum" | "min" | "max">): Band {
  const points = count.reduce((all, one) => all + one, 0);
  const y = Array.from(sum, (all, bucket) => all / (count[bucket] as number));
  if (points === count.length) return { x: Array.from(first), y, points };
  const x = Array.from(first);
  x[x.length - 1] = last.at(-1) as number;
  return { x, y, min: Array.from(min), max: Array.from(max), points };
}
