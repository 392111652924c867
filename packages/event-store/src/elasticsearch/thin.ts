import { intoCurves, newestWritten } from "../scalars/chunks";
import { bytesOf } from "../scalars/runs";
import { checkThinTo, isLong, leastThinned, thinCurve } from "../scalars/thin";
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
    const thinned = await thinCurve(snapshot.chunkReader, curve, most);
    if (!thinned) continue;
    change.drop(pieces);
    events += thinned.events;
    bytes += size;
    for (const chunk of thinned.chunks) {
      bytes -= bytesOf(chunk);
      await change.addChunk(chunk, newestWritten(pieces));
    }
  }
  return events === 0 || dryRun || (await change.commit()) ? { events, bytes } : null;
}
