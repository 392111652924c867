import type { Kind, Usage } from "./store";
import { compareText } from "./text-order";

/** Rows of one owner and kind added up, without empty ones, in the order of EventStore.usage. */
export function addUp(rows: Iterable<Usage>): Usage[] {
  const sums = new Map<string, { owner: string; kind: Kind; events: number; bytes: number }>();
  for (const { owner, kind, events, bytes } of rows) {
    const name = `${kind} ${owner}`;
    const sum = sums.get(name) ?? { owner, kind, events: 0, bytes: 0 };
    sums.set(name, { owner, kind, events: sum.events + events, bytes: sum.bytes + bytes });
  }
  return [...sums.values()]
    .filter(({ events }) => events > 0)
    .sort((one, other) => compareText(one.owner, other.owner) || compareText(one.kind, other.kind));
}
