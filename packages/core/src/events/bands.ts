import type { Series } from "@limpid/event-store/store";

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

/** How a curve is thinned. */
export interface BandOptions {
  /** What stands on the x axis. */
  readonly key: "iter" | "timestamp";
  /** Points at most. */
  readonly samples: number;
  /** Only places in here, both ends included. */
  readonly from?: number | null;
  readonly to?: number | null;
}

/**
 * Thins one curve for a chart: unlike the wire's histogram (thinning.ts) it keeps the extremes of what it merges, and can look at a part of the
 * curve in full resolution. Buckets are equally wide, so that curves reported in one rhythm keep common places.
 */
export function bandOf(series: Series, { key, samples, from, to }: BandOptions): Band {
  const [places, values] = inRange(series[key], series.value, from ?? -Infinity, to ?? Infinity);
  const points = places.length;
  if (points <= samples) return { x: [...places], y: [...values], points };
  const first = places[0] as number;
  const width = ((places[points - 1] as number) - first) / samples;
  const x: number[] = [];
  const y: number[] = [];
  const min: number[] = [];
  const max: number[] = [];
  for (let start = 0; start < points; ) {
    const bucket = bucketAt(places[start] as number, first, width, samples);
    let end = start;
    let sum = 0;
    let least = Infinity;
    let greatest = -Infinity;
    for (; end < points && bucketAt(places[end] as number, first, width, samples) === bucket; end++) {
      const value = values[end] as number;
      sum += value;
      if (value < least) least = value;
      if (value > greatest) greatest = value;
    }
    x.push(places[end === points ? end - 1 : start] as number);
    y.push(sum / (end - start));
    min.push(least);
    max.push(greatest);
    start = end;
  }
  return { x, y, min, max, points };
}

/** The last place belongs to the last bucket; all places the same are one bucket. */
function bucketAt(place: number, first: number, width: number, samples: number): number {
  return width > 0 ? Math.min(Math.floor((place - first) / width), samples - 1) : 0;
}

/** The columns between two places, ascending by place. */
function inRange(places: Float64Array, values: Float64Array, from: number, to: number): [Float64Array, Float64Array] {
  const order: number[] = [];
  let ascending = true;
  let last = -Infinity;
  for (let index = 0; index < places.length; index++) {
    const place = places[index] as number;
    if (place < from || place > to) continue;
    if (place < last) ascending = false;
    last = place;
    order.push(index);
  }
  if (!ascending) order.sort((one, other) => (places[one] as number) - (places[other] as number));
  return [
    Float64Array.from(order, (index) => places[index] as number),
    Float64Array.from(order, (index) => values[index] as number),
  ];
}
