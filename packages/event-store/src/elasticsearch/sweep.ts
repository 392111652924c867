import type { Client } from "@elastic/elasticsearch";
import { type Documents, hashOf, type Location } from "./documents";
import { persist } from "./faults";
import type { Heads } from "./heads";
import type { Indices } from "./indices";
import { Snapshot } from "./snapshot";

/** A document that no head names after so long was left by a process that ended half-way (milliseconds). */
const orphanAge = 6 * 3_600_000;
/** Owners of one step. */
const ownersAtOnce = 100;
const page = 1000;

/** Deletes documents that belong to nothing, some owners at a time, round and round. */
export class Sweeper {
  /** The last owner that was looked at. */
  #after: { readonly owner: string } | undefined;

  constructor(
    private readonly client: Client,
    private readonly indices: Indices,
    private readonly heads: Heads,
    private readonly documents: Documents,
  ) {}

  /** Looks at the next owners; after the last comes the first. @returns how many documents it has deleted */
  async step(now = Date.now()): Promise<number> {
    const { result } = await persist(() =>
      this.client.search<unknown, { owners: { after_key?: { owner: string }; buckets: { key: { owner: string } }[] } }>(
        {
          index: this.indices.documents,
          size: 0,
          query: { range: { written_at: { lt: now - orphanAge } } },
          aggs: {
            owners: {
              composite: {
                size: ownersAtOnce,
                sources: [{ owner: { terms: { field: "owner" } } }],
                ...(this.#after ? { after: this.#after } : {}),
              },
            },
          },
        },
      ),
    );
    const { buckets = [], after_key } = result.aggregations?.owners ?? {};
    let count = 0;
    for (const { key } of buckets) count += await this.#sweep(key.owner, now);
    this.#after = buckets.length < ownersAtOnce ? undefined : after_key;
    return count;
  }

  async #sweep(owner: string, now: number): Promise<number> {
    const old = await this.#oldDocuments(owner, now);
    // Read after the search: what was found and is not named now never will be.
    const named = await (await Snapshot.read(this.heads, this.documents, [owner])).documentIds();
    const orphans = old.filter(({ id }) => !named.has(id));
    await this.documents.delete(owner, orphans);
    return orphans.length;
  }

  async #oldDocuments(owner: string, now: number): Promise<Location[]> {
    const old: Location[] = [];
    for (let after: number[] | undefined; ; ) {
      const { result } = await persist(() =>
        this.client.search({
          index: this.indices.documents,
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
      if (hits.length < page) return old;
      after = hits.at(-1)?.sort as number[] | undefined;
    }
  }
}
