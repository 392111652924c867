import { behindNewest, checkIters } from "../records/prune";
import { newestWritten } from "../scalars/chunks";
import type { PruneQuery, Usage } from "../store";
import { addUp } from "../usage";
import type { Documents } from "./documents";
import { type Attempt, eachOwner, exchange } from "./exchange";
import type { Heads } from "./heads";

/** See EventStore.prune. One change an owner. */
export async function prune(heads: Heads, documents: Documents, query: PruneQuery): Promise<Usage[]> {
  checkIters(query.iters);
  const gone: Usage[] = [];
  await eachOwner(heads, query.owners, async (owner) => {
    gone.push(...((await exchange(heads, documents, owner, (attempt) => pruneOwner(attempt, query))) ?? []));
  });
  return addUp(gone);
}

async function pruneOwner(
  { snapshot, owned, change }: Attempt,
  { kinds, iters, dryRun }: PruneQuery,
): Promise<Usage[] | null> {
  const lists = owned.records;
  if (lists.length === 0) return [];
  const { records, overwritten } = await snapshot.records();
  const wanted = new Set<string>(kinds);
  const gone = behindNewest(
    records.filter(({ kind }) => wanted.has(kind)),
    iters,
  );
  const listed = Math.floor(lists.reduce((sum, { place }) => sum + place.length, 0) / Math.max(1, records.length));
  const usage = gone.map(({ owner, kind, body }) => ({ owner, kind, events: 1, bytes: (body?.size ?? 0) + listed }));
  if (gone.length === 0 || dryRun) return usage;
  const isGone = new Set(gone);
  const kept = records.filter((record) => !isGone.has(record));
  change.drop(lists);
  change.dropBodies([...gone, ...overwritten]);
  await change.addRecords(kept, newestWritten(lists));
  return (await change.commit()) ? usage : null;
}
