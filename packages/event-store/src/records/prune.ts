import { EventInputError } from "../store";
import type { RecordHead } from "./list";

/** @throws EventInputError when not one iteration would stay */
export function checkIters(iters: number): void {
  if (!Number.isSafeInteger(iters) || iters < 1) throw new EventInputError("iters", "is no integer of at least 1");
}

/** Records that lie behind the newest iterations of their kind, metric and variant. */
export function behindNewest<Head extends RecordHead>(heads: readonly Head[], iters: number): Head[] {
  const groups = new Map<string, Head[]>();
  for (const head of heads) {
    const name = JSON.stringify([head.owner, head.kind, head.metric, head.variant]);
    const known = groups.get(name);
    if (known) known.push(head);
    else groups.set(name, [head]);
  }
  return [...groups.values()].flatMap((group) => {
    const newest = [...new Set(group.map(({ iter }) => iter))].sort((one, other) => other - one);
    const floor = newest[iters - 1];
    return floor === undefined ? [] : group.filter(({ iter }) => iter < floor);
  });
}
