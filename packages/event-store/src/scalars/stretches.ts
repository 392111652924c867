import type { Bins, Bounds } from "../codec/bins";
import type { Windows } from "../store";

/** What EventStore.windows tells of each stretch. */
export type Stretches = Pick<Windows, "first" | "last" | "count" | "sum" | "min" | "max">;

/** Places on an axis, both ends included; they are integers. */
export interface Span {
  readonly low: number;
  readonly high: number;
}

/** Points of one key, in any order. */
interface Column {
  readonly places: Float64Array;
  readonly values: Float64Array;
  readonly iter: Float64Array;
  /** Rank of the key. */
  readonly key: number;
}

/** One of few points, kept by itself. */
interface Point {
  readonly place: number;
  readonly value: number;
  readonly iter: number;
  readonly key: number;
}

/** Six columns in one piece of memory: there may be thousands of short curves. */
function emptyStretches(length: number): Stretches {
  const memory = new Float64Array(6 * length);
  const column = (number: number) => memory.subarray(number * length, (number + 1) * length);
  const stretches = {
    count: column(0),
    sum: column(1),
    first: column(2),
    last: column(3),
    min: column(4),
    max: column(5),
  };
  stretches.first.fill(Infinity);
  stretches.last.fill(-Infinity);
  stretches.min.fill(Infinity);
  stretches.max.fill(-Infinity);
  return stretches;
}

/**
 * Sums up points and bins of a curve by equally wide buckets of a span, in whatever order they come. Memory is that of the
 * buckets; as long as there are no more points than buckets, it holds the points themselves.
 */
export class StretchBuilder {
  readonly #span: Span;
  readonly #low: number;
  readonly #buckets: number;
  /** Places of a bucket. */
  readonly width: number;
  #points: Point[] = [];
  #sums: Stretches | undefined;

  /** @param span what is taken in; @param grid what the buckets divide */
  constructor(span: Span, grid: Span, buckets: number) {
    this.#span = span;
    this.#low = grid.low;
    this.#buckets = buckets;
    this.width = (grid.high - grid.low) / buckets;
  }

  /** What is beyond the grid belongs to the bucket at its end, so does the last place; all places the same are one bucket. */
  #bucketAt(place: number): number {
    if (!(this.width > 0)) return 0;
    return Math.max(0, Math.min(Math.floor((place - this.#low) / this.width), this.#buckets - 1));
  }

  /** From now on only buckets. */
  #summed(): Stretches {
    if (this.#sums) return this.#sums;
    this.#sums = emptyStretches(this.#buckets);
    const points = this.#points;
    this.#points = [];
    const column = (name: "place" | "value") => Float64Array.from(points, (point) => point[name]);
    this.#sum(this.#sums, column("place"), column("value"));
    return this.#sums;
  }

  /** Those outside of the span are left out. */
  addPoints({ places, values, iter, key }: Column): void {
    const { low, high } = this.#span;
    if (this.#sums || this.#points.length + shownOf(places, this.#span) > this.#buckets) {
      this.#sum(this.#summed(), places, values);
      return;
    }
    for (let index = 0; index < places.length; index++) {
      const place = places[index] as number;
      if (place < low || place > high) continue;
      this.#points.push({ place, value: values[index] as number, iter: iter[index] as number, key });
    }
  }

  /** The hot loop: millions of points for a page of charts. */
  #sum({ first, last, count, sum, min, max }: Stretches, places: Float64Array, values: Float64Array): void {
    const { low, high } = this.#span;
    for (let index = 0; index < places.length; index++) {
      const place = places[index] as number;
      if (place < low || place > high) continue;
      const value = values[index] as number;
      const at = this.#bucketAt(place);
      if (place < (first[at] as number)) first[at] = place;
      if (place > (last[at] as number)) last[at] = place;
      count[at] = (count[at] as number) + 1;
      sum[at] = (sum[at] as number) + value;
      if (value < (min[at] as number)) min[at] = value;
      if (value > (max[at] as number)) max[at] = value;
    }
  }

  /** Each goes whole to the bucket that it begins in. */
  addBins(bins: Bins & Bounds): void {
    const { first, last, count, sum, min, max } = this.#summed();
    for (let bin = 0; bin < bins.count.length; bin++) {
      const at = this.#bucketAt(bins.first[bin] as number);
      first[at] = Math.min(first[at] as number, bins.first[bin] as number);
      last[at] = Math.max(last[at] as number, bins.last[bin] as number);
      count[at] = (count[at] as number) + (bins.count[bin] as number);
      sum[at] = (sum[at] as number) + (bins.sum[bin] as number);
      min[at] = Math.min(min[at] as number, bins.min[bin] as number);
      max[at] = Math.max(max[at] as number, bins.max[bin] as number);
    }
  }

  /** The stretches that hold something. */
  finish(): Stretches {
    return this.#sums ? withPoints(this.#sums) : this.#ownStretches();
  }

  /** Each point as a stretch. */
  #ownStretches(): Stretches {
    const sorted = this.#points.sort(
      (one, other) => one.place - other.place || one.iter - other.iter || one.key - other.key,
    );
    const places = new Float64Array(sorted.length);
    const values = new Float64Array(sorted.length);
    for (const [index, { place, value }] of sorted.entries()) {
      places[index] = place;
      values[index] = value + 0;
    }
    const count = new Float64Array(sorted.length).fill(1);
    return { first: places, last: places, count, sum: values, min: values, max: values };
  }
}

function shownOf(places: Float64Array, { low, high }: Span): number {
  let shown = 0;
  for (let index = 0; index < places.length; index++) {
    if ((places[index] as number) >= low && (places[index] as number) <= high) shown++;
  }
  return shown;
}

/** Without the buckets that no point is in; moves what is left together. */
function withPoints({ first, last, count, sum, min, max }: Stretches): Stretches {
  let kept = 0;
  for (let at = 0; at < count.length; at++) {
    if (count[at] === 0) continue;
    const hasNumber = (min[at] as number) <= (max[at] as number);
    count[kept] = count[at] as number;
    sum[kept] = sum[at] as number;
    first[kept] = first[at] as number;
    last[kept] = last[at] as number;
    // + 0 makes 0 of -0.
    min[kept] = hasNumber ? (min[at] as number) + 0 : Number.NaN;
    max[kept] = hasNumber ? (max[at] as number) + 0 : Number.NaN;
    kept++;
  }
  const part = (column: Float64Array) => column.subarray(0, kept);
  return { first: part(first), last: part(last), count: part(count), sum: part(sum), min: part(min), max: part(max) };
}
