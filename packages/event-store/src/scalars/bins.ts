import { type Bins, type Bounds, encodeBins, type Label } from "../codec/bins";
import type { Points } from "../codec/points";
import { attributesAt, withValue } from "./points";

/** Points of a bin, by level: a chunk keeps what its points come to, so that a look from afar reads none of them. */
export const LEVELS = { fine: 64, coarse: 1024 } as const;
export type Level = keyof typeof LEVELS;

/** Fewer bins are not worth their place. */
const fewestBins = 16;

/** The levels of a chunk that are worth it. */
export type EncodedBins = Readonly<Partial<Record<Level, Buffer>>>;

/** Bins of points that ascend by iteration, for keeping them. */
export async function encodedBins(points: Points): Promise<EncodedBins> {
  const shown = withValue(points);
  const label = lastLabel(shown);
  const levels = (Object.keys(LEVELS) as Level[]).filter(
    (level) => shown.iter.length > (fewestBins - 1) * LEVELS[level],
  );
  const encoded = levels.map(async (level) => {
    const ends = endsOf(shown.iter.length, LEVELS[level]);
    const bounds = { iter: boundsOf(shown.iter, ends), timestamp: boundsOf(shown.timestamp, ends) };
    return [level, await encodeBins({ ...binsOf(shown.value, ends), ...bounds, label })] as const;
  });
  return Object.fromEntries(await Promise.all(encoded));
}

/** Where bins of `size` points end. */
const endsOf = (points: number, size: number): Uint32Array =>
  Uint32Array.from({ length: Math.ceil(points / size) }, (_, bin) => Math.min((bin + 1) * size, points));

function boundsOf(places: Float64Array, ends: Uint32Array): Bounds {
  const first = new Float64Array(ends.length);
  const last = new Float64Array(ends.length);
  for (let bin = 0, index = 0; bin < ends.length; bin++) {
    let [least, greatest] = [Infinity, -Infinity];
    for (; index < (ends[bin] as number); index++) {
      const place = places[index] as number;
      if (place < least) least = place;
      if (place > greatest) greatest = place;
    }
    first[bin] = least;
    last[bin] = greatest;
  }
  return { first, last };
}

function binsOf(values: Float64Array, ends: Uint32Array): Omit<Bins, "label"> {
  const bins = {
    count: new Float64Array(ends.length),
    sum: new Float64Array(ends.length),
    min: new Float64Array(ends.length),
    max: new Float64Array(ends.length),
  };
  for (let bin = 0, start = 0; bin < ends.length; bin++) {
    const end = ends[bin] as number;
    let sum = 0;
    let [least, greatest] = [Infinity, -Infinity];
    for (let index = start; index < end; index++) {
      const value = values[index] as number;
      sum += value;
      if (value < least) least = value;
      if (value > greatest) greatest = value;
    }
    bins.count[bin] = end - start;
    bins.sum[bin] = sum;
    bins.min[bin] = least;
    bins.max[bin] = greatest;
    start = end;
  }
  return bins;
}

/** Of the last of some points that has one; `isShown` leaves some out. */
export function lastLabel(points: Points, isShown: (index: number) => boolean = () => true): Label | null {
  if (!points.attributes.some(({ x_axis_label }) => x_axis_label !== undefined)) return null;
  for (let index = points.iter.length - 1; index >= 0; index--) {
    const { x_axis_label } = attributesAt(points, index);
    if (x_axis_label !== undefined && isShown(index)) return { iter: points.iter[index] as number, x_axis_label };
  }
  return null;
}

/** Whether the points of each bin come before those of the next, by time too. */
export function areInOrder({ first, last }: Bounds): boolean {
  for (let bin = 1; bin < first.length; bin++) if ((first[bin] as number) < (last[bin - 1] as number)) return false;
  return true;
}

/** The widest bin. */
export function widestOf({ first, last }: Bounds): number {
  let widest = 0;
  for (let bin = 0; bin < first.length; bin++) {
    const width = (last[bin] as number) - (first[bin] as number);
    if (width > widest) widest = width;
  }
  return widest;
}
