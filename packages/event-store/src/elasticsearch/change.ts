import type { NewBlock } from "../logs/blocks";
import { LEVELS, type Level } from "../scalars/bins";
import { FULL_CHUNK } from "../scalars/plan";
import type { NewChunk } from "../scalars/runs";
import { SINGLE_VALUE_ITER, UnavailableError } from "../store";
import type { Documents, Location, NewDocument, Place, Role } from "./documents";
import type { Heads, Swap } from "./heads";
import { type BlockPiece, type ChunkPiece, type Manifest, placesOf, type RecordsPiece } from "./pieces";
import { contentsOf, encodeRecords, type StoredRecord } from "./records";
import type { Owned } from "./snapshot";

/** Bytes that wait for one request. */
const bytesAtOnce = 1024 * 1024;

/** Bins of one document, about. */
const packBytes = 64 * 1024;

/** Bins that wait for the rest of their document, and who is told where they are. */
interface Pack {
  readonly parts: { readonly data: Buffer; readonly settle: (place: Place) => void }[];
  size: number;
}

/** An owner's pieces, some exchanged for others, all at once. */
export class Change {
  readonly #owned: Owned;
  readonly #documents: Documents;
  readonly #heads: Heads;
  readonly #dropped = new Set<number>();
  readonly #bodies: Location[] = [];
  #made: Omit<Manifest, "next_id"> & { chunks: ChunkPiece[]; blocks: BlockPiece[]; records: RecordsPiece[] } = {
    chunks: [],
    blocks: [],
    records: [],
  };
  #nextId: number;
  #waiting: NewDocument[] = [];
  #bytes = 0;
  readonly #packs: Record<Level, Pack> = { fine: { parts: [], size: 0 }, coarse: { parts: [], size: 0 } };

  constructor(owned: Owned, documents: Documents, heads: Heads) {
    this.#owned = owned;
    this.#documents = documents;
    this.#heads = heads;
    this.#nextId = owned.next_id;
  }

  drop(pieces: readonly { readonly id: number }[]): void {
    for (const { id } of pieces) this.#dropped.add(id);
  }

  dropBodies(records: readonly StoredRecord[]): void {
    for (const { body } of records) if (body) this.#bodies.push(body);
  }

  /** @param written the newest place in the order of writing that it was made of */
  async addChunk({ owner: _owner, data, bins = {}, ...header }: NewChunk, written: number): Promise<void> {
    const place = await this.#put("chunk", data);
    const places: Partial<Record<Level, Place>> = {};
    this.#made.chunks.push({ ...header, written, id: 2 * this.#nextId++, fresh: false, place, bins: places });
    for (const level of Object.keys(LEVELS) as Level[]) {
      const encoded = bins[level];
      if (encoded) await this.#pack(level, { data: encoded, settle: (at) => (places[level] = at) });
    }
  }

  /** Bins of neighbouring chunks are read together, so they lie in one document. */
  async #pack(level: Level, part: Pack["parts"][number]): Promise<void> {
    const pack = this.#packs[level];
    pack.parts.push(part);
    pack.size += part.data.length;
    if (pack.size >= packBytes) await this.#closePack(level);
  }

  async #closePack(level: Level): Promise<void> {
    const { parts, size } = this.#packs[level];
    this.#packs[level] = { parts: [], size: 0 };
    if (parts.length === 0) return;
    const place = await this.#put("bins", Buffer.concat(parts.map(({ data }) => data)));
    let start = 0;
    for (const { data, settle } of parts) {
      settle({ ...place, start, length: data.length, size });
      start += data.length;
    }
  }

  async addBlock({ data, messages, index: bytes, ...header }: NewBlock): Promise<void> {
    const place = await this.#put("block", data, messages.join("\n"));
    const index = bytes && (await this.#put("index", bytes));
    this.#made.blocks.push({ ...header, id: 2 * this.#nextId++, fresh: false, place, index });
  }

  async addRecords(records: readonly StoredRecord[], written: number): Promise<void> {
    const place = await this.#put("records", await encodeRecords(records));
    const contents = contentsOf(records);
    this.#made.records.push({ count: records.length, contents, written, id: 2 * this.#nextId++, fresh: false, place });
  }

  async #put(role: Role, data: Buffer, text?: string): Promise<Place> {
    const location = await this.#documents.newLocation();
    const { owner } = this.#owned.head;
    this.#waiting.push({ ...location, owner, role, data, ...(text ? { text } : {}) });
    this.#bytes += data.length;
    if (this.#bytes >= bytesAtOnce) await this.#flush();
    return { ...location, start: 0, length: data.length, size: data.length };
  }

  async #flush(): Promise<void> {
    const written = this.#waiting;
    [this.#waiting, this.#bytes] = [[], 0];
    await this.#documents.put(written);
  }

  /**
   * Puts it in force and deletes what is no longer used.
   * @returns false when somebody else changed the owner since it was read: nothing has happened then, and what was written
   * is swept away later, for a request that is still under way may yet need it
   */
  async commit(): Promise<boolean> {
    const { head, chunks, blocks, records } = this.#owned;
    for (const level of Object.keys(LEVELS) as Level[]) await this.#closePack(level);
    const isKept = ({ id }: { readonly id: number }): boolean => !this.#dropped.has(id);
    const manifest: Manifest = {
      chunks: [...chunks.filter(isKept), ...this.#made.chunks],
      blocks: [...blocks.filter(isKept), ...this.#made.blocks],
      records: [...records.filter(isKept), ...this.#made.records],
      next_id: this.#nextId,
    };
    const isEmpty = manifest.chunks.length + manifest.blocks.length + manifest.records.length === 0;
    const base = isEmpty ? null : await this.#documents.newLocation();
    if (base) this.#waiting.push({ ...base, owner: head.owner, role: "manifest", pieces: manifest });
    await this.#flush();
    if (!(await this.#heads.swap({ seen: head, base, ...tidiness(manifest) }))) return false;
    await this.#documents.delete(head.owner, this.#unused(manifest)).catch((error: unknown) => {
      // It is done; what is left is swept away later.
      if (!(error instanceof UnavailableError)) throw error;
    });
    return true;
  }

  #unused(manifest: Manifest): Location[] {
    const { head, ...before } = this.#owned;
    const used = new Set(placesOf(manifest).map(({ id }) => id));
    const candidates = [...(head.base ? [head.base] : []), ...head.fresh, ...this.#bodies, ...placesOf(before)];
    return [...new Map(candidates.map((location) => [location.id, location])).values()].filter(
      ({ id }) => !used.has(id),
    );
  }
}

/** What a look at the head alone shall tell compaction. */
function tidiness({ chunks, blocks, records }: Manifest): Pick<Swap, "waiting" | "untidy"> {
  const pieces = [...chunks, ...blocks, ...records];
  const small = chunks
    .filter(({ points }) => points < FULL_CHUNK)
    .map(({ metric, variant, key, max_iter }) =>
      JSON.stringify([metric, variant, key, max_iter === SINGLE_VALUE_ITER]),
    );
  return {
    waiting: pieces.filter(({ fresh }) => fresh).length,
    untidy: new Set(small).size < small.length || blocks.length > 1 || records.length > 1,
  };
}
