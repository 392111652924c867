import { CorruptDataError } from "../codec/bytes";
import type { Block, BlockHeader, BlockReader } from "../logs/blocks";
import { overlaps, selects } from "../ranges";
import type { RecordKind } from "../records/list";
import type { Level } from "../scalars/bins";
import type { BinnedChunk, Chunk, ChunkHeader, ChunkReader, ChunkSelection } from "../scalars/chunks";
import { SINGLE_VALUE_ITER } from "../store";
import type { Documents, Location, Place } from "./documents";
import type { Head, Heads } from "./heads";
import {
  type BlockPiece,
  type ChunkPiece,
  type Manifest,
  noPieces,
  placesOf,
  type SegmentPieces,
  segmentPieces,
} from "./pieces";
import { decodeRecords, overlayRecords, type StoredRecord } from "./records";

/** A document was deleted since its head was read: somebody has merged or removed events. */
export class VanishedError extends Error {}

/** What one owner has. */
export interface Owned extends Manifest {
  readonly head: Head;
}

export type OwnedChunk = ChunkPiece & ChunkHeader;
export type OwnedBlock = BlockPiece & { readonly owner: string };

/** Documents of a manifest or a segment are of this size, about. */
const piecesBytes = 64 * 1024;

/** Some owners in one state of the store, for as long as their documents are there. */
export class Snapshot {
  readonly owners: readonly Owned[];
  readonly #documents: Documents;
  readonly #places = new Map<string, Place>();
  readonly #indexes = new Map<string, Place>();

  private constructor(documents: Documents, owners: readonly Owned[]) {
    this.#documents = documents;
    this.owners = owners;
  }

  /** @throws VanishedError */
  static async read(heads: Heads, documents: Documents, owners: readonly string[]): Promise<Snapshot> {
    const found = await heads.read([...new Set(owners)].filter((owner) => !owner.includes("\0")));
    const ownerOf = new Map<string, string>();
    const locations: Location[] = [];
    for (const { owner, base, fresh } of found) {
      for (const location of base ? [base, ...fresh] : fresh) {
        locations.push(location);
        ownerOf.set(location.id, owner);
      }
    }
    const pieces = await documents.fields<Manifest | SegmentPieces>(
      ({ id }) => ownerOf.get(id) ?? "",
      locations,
      "pieces",
      () => piecesBytes,
    );
    const piecesOf = <Kind>({ id }: Location): Kind => {
      const known = pieces.get(id);
      if (!known) throw new VanishedError(`document ${id} is not there`);
      return known as Kind;
    };
    const owned = found.map((head): Owned => {
      const base = head.base ? piecesOf<Manifest>(head.base) : noPieces;
      const fresh = head.fresh.map((segment) => segmentPieces(piecesOf<SegmentPieces>(segment), segment));
      return {
        head,
        chunks: [...base.chunks, ...fresh.flatMap(({ chunks }) => chunks)],
        blocks: [...base.blocks, ...fresh.flatMap(({ blocks }) => blocks)],
        records: [...base.records, ...fresh.flatMap(({ records }) => records)],
        next_id: base.next_id,
      };
    });
    return new Snapshot(documents, owned);
  }

  readonly chunkReader: ChunkReader = {
    headers: async (selection) => this.chunkHeaders(selection),
    chunks: async (selection) => this.loadChunks(this.chunkHeaders(selection)),
    load: (headers) => this.loadChunks(headers),
    bins: (headers, level) => this.#loadBins(headers, level),
  };

  readonly blockReader: BlockReader = {
    headers: async (owners) => this.blockHeaders(owners),
    load: (headers) => this.loadBlocks(headers),
    indexes: (headers) => this.#blockIndexes(headers),
  };

  /** Remembers where the bytes are: readers give back no more than a header. */
  #remember(owner: string, { id, place, bins = {} }: Pick<ChunkPiece, "id" | "place" | "bins">): void {
    this.#places.set(`data ${id} ${owner}`, place);
    for (const [level, binsPlace] of Object.entries(bins)) this.#places.set(`${level} ${id} ${owner}`, binsPlace);
  }

  chunkHeaders({ owners, metrics, exceptMetrics, iter, single }: ChunkSelection): OwnedChunk[] {
    const wanted = new Set(owners);
    const spared = new Set(exceptMetrics);
    const isSelected = selects(metrics);
    const isShown = ({ metric, variant, min_iter, max_iter }: ChunkPiece): boolean =>
      isSelected(metric, variant) &&
      !spared.has(metric) &&
      overlaps(iter, min_iter, max_iter) &&
      // Pieces of single values hold nothing else.
      (single === undefined || (single === "only") === (max_iter === SINGLE_VALUE_ITER));
    return this.owners.flatMap(({ head: { owner }, chunks }) => {
      if (!wanted.has(owner)) return [];
      const shown = chunks.filter(isShown);
      for (const chunk of shown) this.#remember(owner, chunk);
      return shown.map((chunk) => ({
        ...{ owner, ...chunk },
        fine: chunk.bins?.fine !== undefined,
        coarse: chunk.bins?.coarse !== undefined,
      }));
    });
  }

  blockHeaders(owners: readonly string[]): OwnedBlock[] {
    const wanted = new Set(owners);
    return this.owners.flatMap(({ head: { owner }, blocks }) => {
      if (!wanted.has(owner)) return [];
      for (const block of blocks) {
        this.#remember(owner, block);
        if (block.index) this.#indexes.set(`${block.id} ${owner}`, block.index);
      }
      return blocks.map((block) => ({ owner, ...block }));
    });
  }

  loadChunks(headers: readonly ChunkHeader[]): Promise<Chunk[]> {
    return this.#withData(headers);
  }

  loadBlocks(headers: readonly BlockHeader[]): Promise<Block[]> {
    return this.#withData(headers);
  }

  async #blockIndexes(headers: readonly BlockHeader[]): Promise<ReadonlyMap<number, Buffer>> {
    const placed = headers.flatMap(({ owner, id }) => {
      const index = this.#indexes.get(`${id} ${owner}`);
      return index ? [{ id, owner, index }] : [];
    });
    const data = await this.data(placed.map(({ owner, index }) => ({ owner, ...index })));
    return new Map(placed.map(({ id, index }) => [id, slice(data, index)]));
  }

  async #loadBins(headers: readonly ChunkHeader[], level: Level): Promise<BinnedChunk[]> {
    return (await this.#withData(headers, level)).map(({ data, ...header }) => ({ ...header, bins: data }));
  }

  async #withData<Header extends { readonly owner: string; readonly id: number }>(
    headers: readonly Header[],
    what: "data" | Level = "data",
  ): Promise<(Header & { readonly data: Buffer })[]> {
    const placed = headers.map((header) => {
      const place = this.#places.get(`${what} ${header.id} ${header.owner}`);
      if (!place) throw new TypeError(`piece ${header.id} of ${header.owner} is not of this snapshot`);
      return { header, place };
    });
    const data = await this.data(placed.map(({ header: { owner }, place }) => ({ owner, ...place })));
    return placed.map(({ header, place }) => ({ ...header, data: slice(data, place) }));
  }

  /** The whole data of documents by id. @throws VanishedError when one is not there */
  async data(
    places: readonly (Location & { readonly owner: string; readonly size: number })[],
  ): Promise<ReadonlyMap<string, Buffer>> {
    const wanted = new Map(places.map((place) => [place.id, place]));
    const found = await this.#documents.fields<string>(
      ({ id }) => wanted.get(id)?.owner ?? "",
      [...wanted.values()],
      "data",
      ({ id }) => (wanted.get(id)?.size ?? 0) * 1.4,
    );
    const data = new Map<string, Buffer>();
    for (const id of wanted.keys()) {
      const text = found.get(id);
      if (text === undefined) throw new VanishedError(`document ${id} is not there`);
      data.set(id, Buffer.from(text, "base64"));
    }
    return data;
  }

  /** Of all documents that the owners consist of. */
  async documentIds(): Promise<ReadonlySet<string>> {
    const { records, overwritten } = await this.records();
    const bodies = [...records, ...overwritten].flatMap(({ body }) => body ?? []);
    const named = this.owners.flatMap(({ head, ...pieces }) => [
      ...(head.base ? [head.base] : []),
      ...head.fresh,
      ...placesOf(pieces),
    ]);
    return new Set([...bodies, ...named].map(({ id }) => id));
  }

  /** Vectors, images and plots, each the last write, and what these have overwritten. */
  async records(kinds?: readonly RecordKind[]): Promise<ReturnType<typeof overlayRecords>> {
    const data = await this.data(
      this.owners.flatMap(({ head: { owner }, records }) => records.map(({ place }) => ({ owner, ...place }))),
    );
    const all: StoredRecord[] = [];
    const overwritten: StoredRecord[] = [];
    for (const { head, records } of this.owners) {
      const inOrder = [...records].sort((one, other) => one.written - other.written);
      const lists = inOrder.map(({ place }) => readRecords(head.owner, slice(data, place), place));
      const shown = overlayRecords(lists);
      all.push(...shown.records);
      overwritten.push(...shown.overwritten);
    }
    return { records: kinds ? all.filter(({ kind }) => kinds.includes(kind)) : all, overwritten };
  }
}

/** The bytes of one piece; of its own, so that they do not keep those of others. */
function slice(data: ReadonlyMap<string, Buffer>, { id, start, length }: Place): Buffer {
  const whole = data.get(id) ?? Buffer.alloc(0);
  return length === whole.length ? whole : Buffer.from(whole.subarray(start, start + length));
}

function readRecords(owner: string, data: Buffer, { id }: Location): StoredRecord[] {
  try {
    return decodeRecords(owner, data);
  } catch (error) {
    throw new CorruptDataError(`the records in document ${id} of ${owner} cannot be read`, { cause: error });
  }
}
