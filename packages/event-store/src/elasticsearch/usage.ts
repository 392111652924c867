import type { RecordKind } from "../records/list";
import type { Usage } from "../store";
import { addUp } from "../usage";
import { chunkBytes, type RecordsPiece } from "./pieces";
import type { Snapshot } from "./snapshot";

/** Owners whose manifests are held at once. */
const ownersAtOnce = 200;

/** Owners in parts of which one fits into memory. */
export function* inOwnerParts(owners: readonly string[]): Generator<readonly string[]> {
  for (let start = 0; start < owners.length; start += ownersAtOnce) yield owners.slice(start, start + ownersAtOnce);
}

/** Of a list of records by kind: their bodies, and their part of the list itself. */
function* recordUsage(owner: string, { contents, count, place }: RecordsPiece): Generator<Usage> {
  for (const [kind, one] of Object.entries(contents) as [RecordKind, { count: number; bytes: number }][]) {
    const listed = Math.round((place.length * one.count) / count);
    yield { owner, kind, events: one.count, bytes: one.bytes + listed };
  }
}

/** What the owners of a snapshot take up, by their manifests alone. */
export function usageOf({ owners }: Pick<Snapshot, "owners">): Usage[] {
  return addUp(
    owners.flatMap(({ head: { owner }, chunks, blocks, records }): Usage[] => [
      ...blocks.map(({ lines, place, index }) => {
        return { owner, kind: "log" as const, events: lines, bytes: place.length + (index?.length ?? 0) };
      }),
      ...chunks.map((chunk) => ({ owner, kind: "scalar" as const, events: chunk.points, bytes: chunkBytes(chunk) })),
      ...records.flatMap((list) => [...recordUsage(owner, list)]),
    ]),
  );
}
