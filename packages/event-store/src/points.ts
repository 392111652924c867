import type { Attributes, Points } from "./codec/chunk";

/** Order by Unicode code points, as PostgreSQL's collation "C" has it (JavaScript's `<` goes by UTF-16 units). */
export function compareText(one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  for (let index = 0; index < length; index++) {
    const left = one.charCodeAt(index);
    const right = other.charCodeAt(index);
    if (left === right) continue;
    const leftIsSurrogate = left >= 0xd800 && left <= 0xdfff;
    const rightIsSurrogate = right >= 0xd800 && right <= 0xdfff;
    return leftIsSurrogate === rightIsSurrogate ? left - right : leftIsSurrogate ? 1 : -1;
  }
  return one.length - other.length;
}

const empty: Points = {
  iter: new Float64Array(0),
  timestamp: new Float64Array(0),
  value: new Float64Array(0),
  attributes: [],
  attribute: null,
};

/** Columns one behind the other. */
function concatenate(parts: readonly Points[]): Points {
  const [only] = parts;
  if (!only) return empty;
  if (parts.length === 1) return only;
  const count = parts.reduce((sum, part) => sum + part.iter.length, 0);
  const iter = new Float64Array(count);
  const timestamp = new Float64Array(count);
  const value = new Float64Array(count);
  const known = new Map<string, number>();
  const attributes: Attributes[] = [];
  let attribute: Float64Array | null = null;
  let start = 0;
  for (const part of parts) {
    iter.set(part.iter, start);
    timestamp.set(part.timestamp, start);
    value.set(part.value, start);
    const end = start + part.iter.length;
    const numbers = part.attributes.map((each) => {
      const text = JSON.stringify(each);
      const number = known.get(text) ?? attributes.push(each) - 1;
      known.set(text, number);
      return number;
    });
    const first = numbers[0] ?? 0;
    if (!attribute && (part.attribute || first !== 0)) attribute = new Float64Array(count);
    if (attribute && part.attribute) {
      for (let index = start; index < end; index++) {
        attribute[index] = numbers[part.attribute[index - start] as number] as number;
      }
    } else attribute?.fill(first, start, end);
    start = end;
  }
  return { iter, timestamp, value, attributes, attribute };
}

/** Stable order of `keys` ascending, or null when they are in order: a natural merge sort, for few long runs. */
function stableOrder(keys: Float64Array): Uint32Array | null {
  const count = keys.length;
  let bounds: number[] = [0];
  for (let index = 1; index < count; index++) {
    if ((keys[index] as number) < (keys[index - 1] as number)) bounds.push(index);
  }
  if (bounds.length === 1) return null;
  bounds.push(count);
  let from = new Uint32Array(count);
  for (let index = 0; index < count; index++) from[index] = index;
  let to = new Uint32Array(count);
  while (bounds.length > 2) {
    const merged: number[] = [0];
    for (let run = 0; run + 1 < bounds.length; run += 2) {
      const start = bounds[run] as number;
      const middle = bounds[run + 1] as number;
      const end = bounds[run + 2] ?? middle;
      let left = start;
      let right = middle;
      for (let target = start; target < end; target++) {
        const takeLeft =
          left < middle &&
          (right >= end || (keys[from[left] as number] as number) <= (keys[from[right] as number] as number));
        to[target] = from[takeLeft ? left++ : right++] as number;
      }
      merged.push(end);
    }
    [from, to] = [to, from];
    bounds = merged;
  }
  return from;
}

function pick(column: Float64Array, order: Uint32Array): Float64Array {
  const picked = new Float64Array(order.length);
  for (let index = 0; index < order.length; index++) picked[index] = column[order[index] as number] as number;
  return picked;
}

/** The points at these places, in this order. */
export function pickPoints(points: Points, order: Uint32Array): Points {
  return {
    iter: pick(points.iter, order),
    timestamp: pick(points.timestamp, order),
    value: pick(points.value, order),
    attributes: points.attributes,
    attribute: points.attribute && pick(points.attribute, order),
  };
}

/** The points from `start` to before `end` (views, no copies). */
export function slicePoints(points: Points, start: number, end: number): Points {
  return {
    iter: points.iter.subarray(start, end),
    timestamp: points.timestamp.subarray(start, end),
    value: points.value.subarray(start, end),
    attributes: points.attributes,
    attribute: points.attribute?.subarray(start, end) ?? null,
  };
}

/** One curve from its pieces in the order they were written: ascending by iteration, the last write of each wins. */
export function mergePoints(parts: readonly Points[]): Points {
  const all = concatenate(parts);
  const order = stableOrder(all.iter);
  const sorted = order ? pickPoints(all, order) : all;
  const { iter } = sorted;
  let kept = 0;
  const last = new Uint32Array(iter.length);
  for (let index = 0; index < iter.length; index++) {
    if (iter[index] !== iter[index + 1]) last[kept++] = index;
  }
  return kept === iter.length ? sorted : pickPoints(sorted, last.slice(0, kept));
}

/** Several curves as one, ascending by iteration (stable); nothing is overwritten. */
export function interleavePoints(parts: readonly Points[]): Points {
  const all = concatenate(parts);
  const order = stableOrder(all.iter);
  return order ? pickPoints(all, order) : all;
}

/** The same points ascending by timestamp (stable). */
export function byTimestamp(points: Points): Points {
  const order = stableOrder(points.timestamp);
  return order ? pickPoints(points, order) : points;
}

/** The first index whose key is not below `bound` (`inclusive`: not at or below it), by bisection. */
export function lowerBound(keys: Float64Array, bound: number, inclusive = false): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const key = keys[middle] as number;
    if (key < bound || (inclusive && key === bound)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Attributes of one point. */
export const attributesAt = (points: Points, index: number): Attributes =>
  points.attributes[points.attribute?.[index] ?? 0] ?? {};

/** Only the points that came with a value. */
export function withValue(points: Points): Points {
  const { attributes } = points;
  if (!attributes.some(({ valueless }) => valueless)) return points;
  const kept = new Uint32Array(points.iter.length);
  let count = 0;
  for (let index = 0; index < points.iter.length; index++) {
    if (!attributesAt(points, index).valueless) kept[count++] = index;
  }
  return pickPoints(points, kept.slice(0, count));
}
