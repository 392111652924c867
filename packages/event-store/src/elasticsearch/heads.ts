import type { Client, estypes } from "@elastic/elasticsearch";
import type { FreshOwner } from "../compactor";
import type { OwnersQuery } from "../store";
import { type Documents, hashOf, type Location } from "./documents";
import { persist, unreadable } from "./faults";
import type { Indices } from "./indices";

/*
 * The head of an owner says which documents make up its events; what no head names does not exist. So a change is one
 * update of one document, which Elasticsearch does whole, in order and for all readers at once, however many documents were
 * written before it. Heads are read by id, which sees every change that was answered.
 */

/** A document as it was appended, and the place of its pieces in the order of writing. */
export interface FreshSegment extends Location {
  readonly pieces: number;
  readonly first: number;
}

export interface Head {
  readonly owner: string;
  /** The manifest of what is merged; null before. */
  readonly base: Location | null;
  /** What came since, in the order of writing. */
  readonly fresh: readonly FreshSegment[];
}

/** What is written for an owner by one append. */
export interface Addition {
  readonly owner: string;
  readonly segments: readonly Omit<FreshSegment, "first">[];
}

/** An exchange of what a reader saw for something else; appends since then stay. */
export interface Swap {
  readonly seen: Head;
  readonly base: Location | null;
  /** Fresh pieces that the base names. */
  readonly waiting: number;
  /** See mappings.ts. */
  readonly untidy: boolean;
}

/** Heads of one request. */
const headsAtOnce = 1000;
/** A writer that was silent for so long has no request under way (milliseconds). */
const forgetAfter = 3_600_000;

/** Adds segments once: of each writer the number of its last change is kept, and one that comes again changes nothing. */
const append = `
  Map head = ctx._source;
  List last = head.writers.get(params.writer);
  if (last != null && ((Number) last[0]).longValue() >= params.number) { ctx.op = 'none'; return; }
  head.writers.put(params.writer, [params.number, params.now]);
  for (Map segment : params.segments) {
    Map added = new HashMap(segment);
    added.first = ((Number) head.next).longValue();
    head.next = added.first + ((Number) segment.pieces).longValue();
    head.waiting = ((Number) head.waiting).longValue() + ((Number) segment.pieces).longValue();
    head.fresh.add(added);
  }
  head.updated = params.now;
`;

/** Takes the place of the base and the oldest fresh segments, if these are the ones that were seen. */
const swap = `
  Map head = ctx._source;
  String base = head.base == null ? '' : head.base.id;
  if (base != params.seen_base || head.fresh.size() < params.seen.size()) { ctx.op = 'none'; return; }
  for (int i = 0; i < params.seen.size(); i++) {
    if (head.fresh[i].id != params.seen[i]) { ctx.op = 'none'; return; }
  }
  head.base = params.base;
  head.fresh = new ArrayList(head.fresh.subList(params.seen.size(), head.fresh.size()));
  long waiting = params.waiting;
  for (Map segment : head.fresh) { waiting += ((Number) segment.pieces).longValue(); }
  head.waiting = waiting;
  head.untidy = params.untidy;
  head.writers.values().removeIf(last -> ((Number) last[1]).longValue() < params.silent);
`;

/** Reads and changes heads. */
export class Heads {
  #number = 0;

  constructor(
    private readonly client: Client,
    private readonly indices: Indices,
    private readonly documents: Documents,
  ) {}

  /** Owners without a head have no events. */
  async read(owners: readonly string[]): Promise<Head[]> {
    const found: Head[] = [];
    for (let start = 0; start < owners.length; start += headsAtOnce) {
      const ids = owners.slice(start, start + headsAtOnce).map(hashOf);
      const { result } = await persist(() =>
        this.client.mget<Head>({ index: this.indices.heads, ids, _source: ["owner", "base", "fresh"] }),
      );
      for (const doc of result.docs) {
        if ("error" in doc) throw unreadable(doc.error);
        if (doc._source) found.push(doc._source);
      }
    }
    return found;
  }

  #update(owner: string, body: object): { head: estypes.BulkOperationContainer; body: object } {
    const place = { _index: this.indices.heads, _id: hashOf(owner), require_alias: true };
    return { head: { update: { ...place, retry_on_conflict: 20 } }, body };
  }

  /** Makes segments, whose documents are written, part of their owners. Call it again only when it has ended. */
  async append(additions: readonly Addition[]): Promise<void> {
    const number = ++this.#number;
    const now = Date.now();
    await this.documents.bulk(
      additions.map(({ owner, segments }) =>
        this.#update(owner, {
          script: { source: append, params: { writer: this.documents.writer, number, now, segments } },
          scripted_upsert: true,
          upsert: { owner, base: null, fresh: [], writers: {}, next: 0, waiting: 0, untidy: false, updated: now },
        }),
      ),
    );
  }

  /** @returns false when somebody else has changed what was seen */
  async swap({ seen, base, waiting, untidy }: Swap): Promise<boolean> {
    const params = {
      ...{ seen_base: seen.base?.id ?? "", seen: seen.fresh.map(({ id }) => id), base, waiting, untidy },
      silent: Date.now() - forgetAfter,
    };
    const { results, wasRepeated } = await this.documents.bulk([
      this.#update(seen.owner, { script: { source: swap, params } }),
    ]);
    if (results[0] === "updated") return true;
    if (!wasRepeated) return false;
    // The first try may have gone through without an answer.
    const [now] = await this.read([seen.owner]);
    return base !== null && now?.base?.id === base.id;
  }

  /** Owners with fresh pieces; as of some seconds ago. */
  async freshOwners(): Promise<FreshOwner[]> {
    const { result } = await persist(() =>
      this.client.search<{ owner: string; waiting: number; next: number }>({
        index: this.indices.heads,
        query: { range: { waiting: { gt: 0 } } },
        sort: [{ updated: "asc" }],
        size: 1000,
        _source: ["owner", "waiting", "next"],
      }),
    );
    return result.hits.hits.flatMap(({ _source }) =>
      _source ? { owner: _source.owner, pieces: _source.waiting, newest: _source.next } : [],
    );
  }

  /** See EventStore.owners. */
  async owners({ after, limit }: OwnersQuery): Promise<string[]> {
    await persist(() => this.client.indices.refresh({ index: this.indices.heads }));
    const owners: string[] = [];
    let last = after;
    for (let isLast = false; !isLast && owners.length < limit; ) {
      const { result } = await persist(() =>
        this.client.search<{ owner: string; base: object | null; fresh: readonly object[] }>({
          index: this.indices.heads,
          query: { match_all: {} },
          sort: [{ owner: "asc" }],
          size: headsAtOnce,
          _source: ["owner", "base", "fresh"],
          ...(last === undefined ? {} : { search_after: [last] }),
        }),
      );
      for (const { _source: head } of result.hits.hits) {
        if (!head) continue;
        last = head.owner;
        // A head stays when all that it named was removed.
        if (head.base !== null || head.fresh.length > 0) owners.push(head.owner);
      }
      isLast = result.hits.hits.length < headsAtOnce;
    }
    return owners.slice(0, limit);
  }

  /** Owners that compaction can do something for. */
  async untidyOwners(): Promise<string[]> {
    await persist(() => this.client.indices.refresh({ index: this.indices.heads }));
    const owners: string[] = [];
    for (let isLast = false; !isLast; ) {
      const { result } = await persist(() =>
        this.client.search<{ owner: string }>({
          index: this.indices.heads,
          query: { bool: { should: [{ range: { waiting: { gt: 0 } } }, { term: { untidy: true } }] } },
          sort: [{ owner: "asc" }],
          size: 1000,
          _source: ["owner"],
          ...(owners.length > 0 ? { search_after: owners.slice(-1) } : {}),
        }),
      );
      const { hits } = result.hits;
      owners.push(...hits.flatMap(({ _source }) => _source?.owner ?? []));
      isLast = hits.length < 1000;
    }
    return owners;
  }
}
