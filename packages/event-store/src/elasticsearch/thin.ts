import { intoCurves } from "../scalars/chunks";
import { mergeChunks } from "../scalars/merge";
import { FULL_CHUNK } from "../scalars/plan";
import { trimAttributes } from "../scalars/points";
import { bytesOf, mergedChunk } from "../scalars/runs";
import { countPoints } from "../scalars/summary";
import { checkThinTo, inChunks, isLong, leastThinned, thinPoints } from "../scalars/thin";
import type { ThinQuery, Usage } from "../store";
import { addUp } from "../usage";
import type { Documents } from "./documents";
import { type Attempt, eachOwner, exchange } from "./exchange";
import type { Heads } from "./heads";
import { chunkBytes } from "./pieces";

/** See EventStore.thin. One change an owner. */
export async function thin(heads: Heads, documents: Documents, query: ThinQuery): Promise<Usage[]> {
  checkThinTo(query.points);
  const done: Usage[] = [];
  await eachOwner(heads, query.owners, async (owner) => {
    const freed = await exchange(heads, documents, owner, (attempt) => thinOwner(attempt, owner, query));
    if (freed) done.push({ owner, kind: "scalar", ...freed });
  });
  return addUp(done);
}

async function thinOwner({ snapshot, change }: Attempt, owner: string, { points: most, dryRun }: ThinQuery) {
  let [events, bytes] = [0, 0];
  for (const curve of intoCurves(snapshot.chunkHeaders({ owners: [owner], single: "exclude" }))) {
    const { pieces } = curve;
    if (!isLong(pieces, most)) continue;
    const size = pieces.reduce((sum, piece) => sum + chunkBytes(piece), 0);
    if (dryRun) {
      const least = leastThinned({ points: pieces.reduce((sum, { points }) => sum + points, 0), bytes: size }, most);
      events += least.events;
      bytes += least.bytes;
      continue;
    }
    const count = await countPoints(snapshot.chunkReader, pieces);
    if (count <= most) continue;
    const points = await thinPoints(
      mergeChunks(pieces, (part) => snapshot.loadChunks(part)),
      count,
      most,
    );
    const written = pieces.reduce((newest, piece) => Math.max(newest, piece.written), 0);
    change.drop(pieces);
    events += count - points.iter.length;
    bytes += size;
    for (const part of inChunks(points, FULL_CHUNK)) {
      const chunk = await mergedChunk(curve, trimAttributes(part));
      bytes -= bytesOf(chunk);
      await change.addChunk(chunk, written);
    }
  }
  return events === 0 || dryRun || (await change.commit()) ? { events, bytes } : null;
}
