import type { Content } from "../logs/blocks";
import type { RecordKind } from "../records/list";
import type { Level } from "../scalars/bins";
import type { ChunkHeader } from "../scalars/chunks";
import type { Place } from "./documents";

/*
 * What an owner's documents hold: chunks of scalars, blocks of lines, lists of records. A segment has all three as they came, a
 * merged piece has a document of its own; a manifest names all pieces that segments before it and merged documents have.
 */

interface Piece {
  /** Unique within the owner. Fresh ones are odd and ascend with the order of writing, merged ones are even. */
  readonly id: number;
  readonly fresh: boolean;
  readonly place: Place;
}

export interface ChunkPiece extends Piece, Omit<ChunkHeader, "owner" | "id" | "fresh" | Level> {
  /** Where its bins are, if they are kept: in documents that it shares with other chunks. */
  readonly bins?: Readonly<Partial<Record<Level, Place>>>;
}

export interface BlockPiece extends Piece {
  readonly lines: number;
  readonly size: number;
  readonly min_timestamp: number;
  readonly max_timestamp: number;
  readonly contents: readonly Content[];
  /** What a search has to know to pass it by (search/block-index.ts): a small document beside a merged block's own. */
  readonly index?: Place;
}

/** A list of vectors, images and plots (records.ts). */
export interface RecordsPiece extends Piece {
  /** Place in the order of writing, as for chunks. */
  readonly written: number;
  readonly count: number;
  /** What it has of each kind. */
  readonly contents: RecordContents;
}

/** Records by kind, and the bytes of their bodies, which are documents of their own. */
export type RecordContents = { readonly [Kind in RecordKind]?: { readonly count: number; readonly bytes: number } };

/** All pieces of an owner, or of a part of it. */
export interface Pieces {
  readonly chunks: readonly ChunkPiece[];
  readonly blocks: readonly BlockPiece[];
  readonly records: readonly RecordsPiece[];
}

/** All that is stored of a chunk. */
export const chunkBytes = ({ place, bins = {} }: Pick<ChunkPiece, "place" | "bins">): number =>
  Object.values(bins).reduce((sum, { length }) => sum + length, place.length);

/** What a manifest document says. */
export interface Manifest extends Pieces {
  /** Of the next merged piece. */
  readonly next_id: number;
}

type Part<P extends Piece> = Omit<P, "id" | "fresh" | "place" | "written" | "bins"> & Pick<Place, "start" | "length">;

/** What a segment document says: its pieces by the part of its data, numbered in this order. */
export interface SegmentPieces {
  readonly size: number;
  readonly chunks: readonly Part<ChunkPiece>[];
  readonly blocks: readonly Part<BlockPiece>[];
  readonly records: readonly Part<RecordsPiece>[];
}

export const noPieces: Manifest = { chunks: [], blocks: [], records: [], next_id: 0 };

/** Where all of it lies. */
export const placesOf = ({ chunks, blocks, records }: Pieces): Place[] => [
  ...[...chunks, ...blocks, ...records].map(({ place }) => place),
  ...chunks.flatMap(({ bins = {} }) => Object.values(bins)),
  ...blocks.flatMap(({ index }) => index ?? []),
];

export const countPieces = ({ chunks, blocks, records }: SegmentPieces): number =>
  chunks.length + blocks.length + records.length;

/** The pieces of a segment whose first one has this place in the order of writing. */
export function segmentPieces(
  { size, chunks, blocks, records }: SegmentPieces,
  { index, id, first }: { readonly index: string; readonly id: string; readonly first: number },
): Pieces {
  let next = first;
  const settle = ({ start, length }: Pick<Place, "start" | "length">) => ({
    id: 2 * next++ + 1,
    fresh: true,
    place: { index, id, start, length, size },
  });
  return {
    chunks: chunks.map(({ start, length, ...chunk }) => {
      const piece = settle({ start, length });
      return { ...chunk, ...piece, written: piece.id };
    }),
    blocks: blocks.map(({ start, length, ...block }) => ({ ...block, ...settle({ start, length }) })),
    records: records.map(({ start, length, ...list }) => {
      const piece = settle({ start, length });
      return { ...list, ...piece, written: piece.id };
    }),
  };
}
