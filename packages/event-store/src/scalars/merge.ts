import type { Points } from "../codec/points";
import { ascendingOrder, lastOfEach, lowerBound, pick } from "../columns";
import { type Chunk, type ChunkHeader, chunkPoints } from "./chunks";
import { FULL_CHUNK } from "./plan";
import { concatenate, inChunks, mergePoints, pickPoints, slicePoints } from "./points";

/** Points with the places of their pieces in the order of writing; ascending by iteration, each iteration once. */
interface Ranked {
  readonly points: Points;
  readonly rank: Float64Array;
}

/** Several as one, the highest rank of each iteration wins. */
function join(parts: readonly Ranked[]): Ranked {
  let points = concatenate(parts.map((part) => part.points));
  let rank: Float64Array = new Float64Array(points.iter.length);
  let start = 0;
  for (const part of parts) {
    rank.set(part.rank, start);
    start += part.rank.length;
  }
  const order = ascendingOrder(points.iter, rank);
  if (order) [points, rank] = [pickPoints(points, order), pick(rank, order)];
  const last = lastOfEach(points.iter);
  return last ? { points: pickPoints(points, last), rank: pick(rank, last) } : { points, rank };
}

function between({ points, rank }: Ranked, from: number, until: number): Ranked {
  const start = lowerBound(points.iter, from);
  const end = Math.max(start, lowerBound(points.iter, until));
  return { points: slicePoints(points, start, end), rank: rank.subarray(start, end) };
}

/** Gives what a view shows memory of its own, so that the rest can go. */
const copy = ({ points, rank }: Ranked): Ranked => ({
  points: {
    iter: points.iter.slice(),
    timestamp: points.timestamp.slice(),
    value: points.value.slice(),
    attributes: points.attributes,
    attribute: points.attribute?.slice() ?? null,
  },
  rank: rank.slice(),
});

/** How merging goes about it; tests ask for small numbers. */
export interface MergeLimits {
  /** A third of the points that are held at once. */
  readonly budget: number;
  /** Points of a full chunk. */
  readonly full: number;
}

const standardLimits: MergeLimits = { budget: 16 * FULL_CHUNK, full: FULL_CHUNK };

type Load = (pieces: readonly ChunkHeader[]) => Promise<readonly Chunk[]>;

/**
 * Merges pieces of one curve, given in the order they were written, into full chunks (the last one is what is left):
 * ascending by iteration, the last write of each wins. Never holds more than four times `budget` points (and one
 * piece): a longer curve is gone through several times, each time for the iterations that come next.
 */
export async function* mergeChunks(
  pieces: readonly ChunkHeader[],
  load: Load,
  { budget, full } = standardLimits,
): AsyncGenerator<Points> {
  const ranks = new Map(pieces.map(({ id }, index) => [id, index]));
  const byIteration = [...pieces].sort((one, other) => one.min_iter - other.min_iter);
  for (let from = -Infinity; from < Infinity; ) {
    const left = byIteration.filter(({ max_iter }) => max_iter >= from);
    const { points, until } = await gather(left, ranks, load, from, budget);
    const count = points.iter.length;
    // Of all but the last turn what fills no chunk comes again.
    const end = until === Infinity ? count : count - (count % full);
    yield* inChunks(slicePoints(points, 0, end), full);
    from = points.iter[end] ?? until;
  }
}

/**
 * The lowest iterations from `from` to before `until` of the pieces that are left (ascending, used up): all there are, then
 * `until` is infinite, or at least `budget` points.
 */
async function gather(
  left: ChunkHeader[],
  ranks: ReadonlyMap<number, number>,
  load: Load,
  from: number,
  budget: number,
): Promise<{ readonly points: Points; readonly until: number }> {
  let parts: Ranked[] = [];
  let held = 0;
  let until = Infinity;
  while (left.length > 0 && (left[0] as ChunkHeader).min_iter < until) {
    for (const chunk of await load(takePoints(left, budget))) {
      const points = mergePoints([chunkPoints(chunk)]);
      const rank = new Float64Array(points.iter.length).fill(ranks.get(chunk.id) ?? 0);
      const part = copy(between({ points, rank }, from, until));
      parts.push(part);
      held += part.rank.length;
    }
    if (held > 3 * budget) {
      const joined = join(parts);
      until = joined.points.iter[budget] ?? until;
      const kept = copy(between(joined, from, until));
      parts = [kept];
      held = kept.rank.length;
    }
  }
  return { points: join(parts).points, until };
}

/** Takes the next pieces off, together of about as many points. */
function takePoints(pieces: ChunkHeader[], points: number): ChunkHeader[] {
  let [count, sum] = [0, 0];
  while (count < pieces.length && sum < points) sum += pieces[count++]?.points ?? 0;
  return pieces.splice(0, count);
}
