import { type BlockHeader, isFull } from "./blocks";

/** Fresh blocks that a busy log collects before they are merged. */
const freshBlocks = 16;
/** Messages that are merged at once. */
const most = 4 * 1024 * 1024;

/**
 * Which blocks of one owner to merge, each group by itself. `busy` (more is coming) merges fresh blocks with the small
 * ones before them while these hold not much more than what is merged so far; `settled` leaves only full blocks and one rest.
 * Lines are not overwritten, so any blocks may be merged; neighbours in the order of writing mostly are in time as well.
 */
export function planLogs(headers: readonly BlockHeader[], state: "busy" | "settled"): BlockHeader[][] {
  const small = headers
    .filter((block) => block.fresh || !isFull(block))
    .sort((one, other) => Number(one.fresh) - Number(other.fresh) || one.id - other.id);
  const fresh = small.filter((block) => block.fresh);
  let size = fresh.reduce((sum, block) => sum + weight(block), 0);
  let start = small.length - fresh.length;
  if (state === "settled") start = 0;
  else {
    if (fresh.length < freshBlocks && !fresh.some(isFull)) return [];
    for (let block = small[start - 1]; block && weight(block) <= 2 * size; block = small[start - 1]) {
      size += weight(block);
      start--;
    }
  }
  const groups: BlockHeader[][] = [];
  let room = 0;
  for (const block of small.slice(start)) {
    if (room < weight(block)) {
      groups.push([]);
      room = most;
    }
    groups.at(-1)?.push(block);
    room -= weight(block);
  }
  return groups.filter((group) => group.length > 1 || group[0]?.fresh);
}

/** Short lines weigh as well. */
const weight = ({ lines, size }: BlockHeader): number => size + lines * 64;
