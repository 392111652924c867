import type { Points } from "../codec/points";
import { EventInputError } from "../store";
import type { ChunkHeader, ChunkReader, Curve } from "./chunks";
import { mergeChunks } from "./merge";
import { FULL_CHUNK } from "./plan";
import { attributesAt, concatenate, inChunks, pickPoints } from "./points";
import { mergedChunk, type NewChunk } from "./runs";
import { countPoints } from "./summary";

/** Points that a bucket keeps at most. */
const perBucket = 4;

/** @throws EventInputError when nothing could be kept of a curve's shape */
export function checkThinTo(points: number): number {
  if (Number.isSafeInteger(points) && points >= perBucket) return points;
  throw new EventInputError("points", `is no integer of at least ${perBucket}`);
}

/** Places of the first, last, lowest and highest point from `start` to before `end`, ascending. */
function outline(points: Points, start: number, end: number): Uint32Array {
  const mayLackValues = points.attributes.some(({ valueless }) => valueless);
  let [lowest, highest] = [start, start];
  let [low, high] = [Infinity, -Infinity];
  let isEmpty = true;
  for (let index = start; index < end; index++) {
    const value = points.value[index] as number;
    if (Number.isNaN(value) || (mayLackValues && attributesAt(points, index).valueless)) continue;
    if (isEmpty || value < low) [low, lowest] = [value, index];
    if (isEmpty || value > high) [high, highest] = [value, index];
    isEmpty = false;
  }
  return Uint32Array.from(new Set([start, lowest, highest, end - 1])).sort();
}

/**
 * Thins a curve (see EventStore.thin) while it is read.
 * @param parts its points one part after the other, ascending by iteration, each iteration once
 * @param count how many there are
 * @param most what may be left
 */
export async function thinPoints(parts: AsyncIterable<Points>, count: number, most: number): Promise<Points> {
  const buckets = Math.floor(most / perBucket);
  const kept: Points[] = [];
  /** The outline so far of the bucket that the last part ended in. */
  let open: Points | undefined;
  let start = 0;
  for await (const part of parts) {
    const { length } = part.iter;
    for (let from = 0; from < length; ) {
      const bucket = Math.floor(((start + from) * buckets) / count);
      const behind = Math.ceil(((bucket + 1) * count) / buckets) - start;
      const end = Math.min(length, behind);
      const shape = pickPoints(part, outline(part, from, end));
      const both: Points = open ? concatenate([open, shape]) : shape;
      open = open ? pickPoints(both, outline(both, 0, both.iter.length)) : both;
      if (behind <= length) {
        kept.push(open);
        open = undefined;
      }
      from = end;
    }
    start += length;
  }
  return concatenate(open ? [...kept, open] : kept);
}

/** What thinning makes of a curve. */
export interface Thinned {
  /** Points that went. */
  readonly events: number;
  /** In place of all its pieces. */
  readonly chunks: readonly NewChunk[];
}

/**
 * Thins a whole curve (see EventStore.thin).
 * @param reader sees one state
 * @returns undefined when it has no more points than may be left
 */
export async function thinCurve(reader: ChunkReader, curve: Curve, most: number): Promise<Thinned | undefined> {
  const { pieces } = curve;
  if (!isLong(pieces, most)) return undefined;
  const count = await countPoints(reader, pieces);
  if (count <= most) return undefined;
  const points = await thinPoints(
    mergeChunks(pieces, (part) => reader.load(part)),
    count,
    most,
  );
  const chunks: NewChunk[] = [];
  for (const part of inChunks(points, FULL_CHUNK)) chunks.push(await mergedChunk(curve, part));
  return { events: count - points.iter.length, chunks };
}

/** What thinning takes at least of pieces that have this much, and about how many bytes. */
export function leastThinned(
  { points, bytes }: { readonly points: number; readonly bytes: number },
  most: number,
): { readonly events: number; readonly bytes: number } {
  const events = Math.max(0, points - most);
  return { events, bytes: points > 0 ? Math.round((bytes * events) / points) : 0 };
}

/** Curves that may be thinned: pieces hold more points than may stay. */
export const isLong = (pieces: readonly ChunkHeader[], most: number): boolean =>
  pieces.reduce((sum, piece) => sum + piece.points, 0) > most;
