import type { Client } from "@elastic/elasticsearch";
import { type Documents, hashOf } from "./documents";
import { persist } from "./faults";
import type { Heads } from "./heads";
import type { Indices } from "./indices";
import { Snapshot } from "./snapshot";

/** A document that no head names after so long was left by a process that ended half-way (milliseconds). */
const orphanAge = 6 * 3_600_000;
const page = 1000;

/**
 * Deletes documents of an owner that do not belong to it: what a process left that ended half-way.
 * @returns how many
 */
export async function sweep(
  client: Client,
  indices: Indices,
  { heads, documents }: { readonly heads: Heads; readonly documents: Documents },
  owner: string,
  now = Date.now(),
): Promise<number> {
  const old = [];
  for (let after: number[] | undefined; ; ) {
    const { result } = await persist(() =>
      client.search({
        index: indices.documents,
        routing: hashOf(owner),
        query: { bool: { filter: [{ term: { owner } }, { range: { written_at: { lt: now - orphanAge } } }] } },
        sort: [{ written_at: "asc" }],
        size: page,
        _source: false,
        ...(after ? { search_after: after } : {}),
      }),
    );
    const { hits } = result.hits;
    old.push(...hits.map(({ _index, _id }) => ({ index: _index, id: _id ?? "" })));
    after = hits.at(-1)?.sort as number[] | undefined;
    if (hits.length < page) break;
  }
  if (old.length === 0) return 0;
  // Read after the search: what was found and is not named now never will be.
  const named = await (await Snapshot.read(heads, documents, [owner])).documentIds();
  const orphans = old.filter(({ id }) => !named.has(id));
  await documents.delete(owner, orphans);
  return orphans.length;
}
