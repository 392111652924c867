import type { Attributes, Points } from "../codec/points";
import { ascendingOrder, lastOfEach, pick } from "../columns";

const empty: Points = {
  iter: new Float64Array(0),
  timestamp: new Float64Array(0),
  value: new Float64Array(0),
  attributes: [],
  attribute: null,
};

/** Columns one behind the other. */
export function concatenate(parts: readonly Points[]): Points {
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
  const sorted = interleavePoints(parts);
  const last = lastOfEach(sorted.iter);
  return last ? pickPoints(sorted, last) : sorted;
}

/** The same points with no more attributes than they use. */
export function trimAttributes(points: Points): Points {
  const { attribute, attributes } = points;
  if (!attribute) return attributes.length > 1 ? { ...points, attributes: attributes.slice(0, 1) } : points;
  const numbers = new Map<number, number>();
  const renumbered = attribute.map((old) => {
    const known = numbers.get(old) ?? numbers.size;
    numbers.set(old, known);
    return known;
  });
  return {
    ...points,
    attributes: [...numbers.keys()].map((old) => attributes[old] ?? {}),
    attribute: numbers.size > 1 ? renumbered : null,
  };
}

/** Parts of a curve that fill a chunk of `full` points each, the last one what is left. */
export function* inChunks(points: Points, full: number): Generator<Points> {
  const { length } = points.iter;
  for (let start = 0; start < length; start += full) {
    yield trimAttributes(slicePoints(points, start, Math.min(start + full, length)));
  }
}

/** Several curves as one, ascending by iteration (stable); nothing is overwritten. */
export function interleavePoints(parts: readonly Points[]): Points {
  const all = concatenate(parts);
  const order = ascendingOrder(all.iter);
  return order ? pickPoints(all, order) : all;
}

/** The same points ascending by timestamp (stable). */
export function byTimestamp(points: Points): Points {
  const order = ascendingOrder(points.timestamp);
  return order ? pickPoints(points, order) : points;
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
