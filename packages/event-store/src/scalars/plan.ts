import type { ChunkHeader, Curve } from "./chunks";

/** Points of a full chunk, which is not rewritten unless its iterations are. */
export const FULL_CHUNK = 16_384;

/** Fresh pieces that a busy curve collects before they are merged. */
const freshPieces = 16;

/**
 * Which pieces of a curve to merge: always the newest ones from some piece on, so that what is left is older than all
 * that is merged and the order of writing stays as it was. Null: none now.
 *
 * `busy` (more is coming) merges fresh pieces with the small ones before them while these hold not much more than what
 * is merged so far: each point is rewritten a number of times that grows with the logarithm of the curve's length.
 * `settled` leaves only full chunks and one rest, without overwritten points.
 */
export function planMerge(curve: Curve, state: "busy" | "settled", full = FULL_CHUNK): readonly ChunkHeader[] | null {
  return state === "busy" ? planBusy(curve, full) : planSettled(curve, full);
}

function planBusy({ pieces }: Curve, full: number): readonly ChunkHeader[] | null {
  let start = pieces.findIndex(({ fresh }) => fresh);
  if (start < 0) return null;
  const fresh = pieces.slice(start);
  let points = fresh.reduce((sum, piece) => sum + piece.points, 0);
  if (fresh.length < freshPieces && points < full) return null;
  for (let piece = pieces[start - 1]; piece && piece.points < full; piece = pieces[start - 1]) {
    if (piece.points > 2 * points) break;
    points += piece.points;
    start--;
  }
  return pieces.slice(start);
}

function planSettled({ pieces }: Curve, full: number): readonly ChunkHeader[] | null {
  let start = pieces.length;
  let [lowest, highest] = [Infinity, -Infinity];
  let isTail = true;
  for (let index = pieces.length - 1; index >= 0; index--) {
    const piece = pieces[index] as ChunkHeader;
    isTail &&= piece.fresh || piece.points < full;
    const overlaps = piece.min_iter <= highest && piece.max_iter >= lowest;
    if (isTail || overlaps || piece.fresh) start = index;
    lowest = Math.min(lowest, piece.min_iter);
    highest = Math.max(highest, piece.max_iter);
  }
  const merged = pieces.slice(start);
  const isDone = merged.length === 0 || (merged.length === 1 && !merged[0]?.fresh);
  return isDone ? null : merged;
}
