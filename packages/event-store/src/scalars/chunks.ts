import { CorruptDataError } from "../codec/bytes";
import { decodePoints, type Points } from "../codec/points";
import { type MetricSelector, type Range, SINGLE_VALUE_ITER } from "../store";
import { compareText } from "../text-order";
import type { Level } from "./bins";
import { mergePoints } from "./points";

/** A chunk without its bytes. */
export interface ChunkHeader {
  readonly owner: string;
  readonly id: number;
  /**
   * Place in the order of writing: of a fresh chunk its id, of a compacted one the newest id it was made of. Equal for
   * the chunks of one compaction, which do not overlap.
   */
  readonly written: number;
  readonly metric: string;
  readonly variant: string;
  readonly key: string;
  /** As it arrived, not compacted yet. */
  readonly fresh: boolean;
  /** Iterations ascend strictly, so no point of the chunk overwrites another. */
  readonly ascending: boolean;
  readonly points: number;
  readonly min_iter: number;
  readonly max_iter: number;
  readonly min_timestamp: number;
  readonly max_timestamp: number;
  /** Whether its bins are kept as well (bins.ts). */
  readonly fine: boolean;
  readonly coarse: boolean;
}

/** A chunk whole. */
export interface Chunk extends ChunkHeader {
  /** See codec/points.ts. */
  readonly data: Buffer;
}

/** A chunk with the bins of one level in place of its points. */
export interface BinnedChunk extends ChunkHeader {
  /** See codec/bins.ts. */
  readonly bins: Buffer;
}

export interface ChunkSelection {
  readonly owners: readonly string[];
  readonly metrics?: readonly MetricSelector[];
  readonly exceptMetrics?: readonly string[];
  /** Chunks that may hold such iterations. */
  readonly iter?: Range;
  readonly single?: "exclude" | "only";
  /** Only chunks up to this one. */
  readonly upToId?: number;
}

/** An engine's chunks in one state of the store. */
export interface ChunkReader {
  headers(selection: ChunkSelection): Promise<ChunkHeader[]>;
  chunks(selection: ChunkSelection): Promise<Chunk[]>;
  /** Those that are no longer there are left out. */
  load(headers: readonly ChunkHeader[]): Promise<Chunk[]>;
  /** Of chunks that have them. */
  bins(headers: readonly ChunkHeader[], level: Level): Promise<BinnedChunk[]>;
}

/** The pieces of one curve, in the order they were written. Single values are a curve of their own. */
export interface Curve<Piece extends ChunkHeader = ChunkHeader> {
  readonly owner: string;
  readonly metric: string;
  readonly variant: string;
  readonly key: string;
  readonly single: boolean;
  readonly pieces: readonly Piece[];
}

/** Sorts chunks into curves: by owner, metric, variant, key; pieces by writing. */
export function intoCurves<Piece extends ChunkHeader>(chunks: readonly Piece[]): Curve<Piece>[] {
  const curves = new Map<string, Curve<Piece> & { pieces: Piece[] }>();
  for (const chunk of chunks) {
    const single = chunk.max_iter === SINGLE_VALUE_ITER;
    const name = `${chunk.owner}\0${chunk.metric}\0${chunk.variant}\0${chunk.key}\0${single}`;
    const curve = curves.get(name);
    if (curve) curve.pieces.push(chunk);
    else {
      const { owner, metric, variant, key } = chunk;
      curves.set(name, { owner, metric, variant, key, single, pieces: [chunk] });
    }
  }
  for (const { pieces } of curves.values()) {
    pieces.sort((one, other) => one.written - other.written || one.id - other.id);
  }
  return [...curves.values()].sort(
    (one, other) =>
      compareText(one.owner, other.owner) ||
      compareText(one.metric, other.metric) ||
      compareText(one.variant, other.variant) ||
      compareText(one.key, other.key) ||
      Number(other.single) - Number(one.single),
  );
}

/** Curves that differ in their key alone (and in being single values) side by side. */
export function groupByVariant<Piece extends ChunkHeader>(curves: readonly Curve<Piece>[]): Curve<Piece>[][] {
  const groups: Curve<Piece>[][] = [];
  for (const curve of curves) {
    const group = groups.at(-1);
    const known = group?.[0];
    const isSame = known?.owner === curve.owner && known.metric === curve.metric && known.variant === curve.variant;
    if (group && isSame) group.push(curve);
    else groups.push([curve]);
  }
  return groups;
}

/** Groups of pieces that overlap each other, ascending by iteration. */
export function overlapping<Piece extends ChunkHeader>(pieces: readonly Piece[]): Piece[][] {
  const groups: Piece[][] = [];
  let highest = -Infinity;
  for (const piece of [...pieces].sort((one, other) => one.min_iter - other.min_iter)) {
    if (piece.min_iter <= highest) groups.at(-1)?.push(piece);
    else groups.push([piece]);
    highest = Math.max(highest, piece.max_iter);
  }
  return groups;
}

/** No point of the group overwrites another. */
export const isClean = ([piece, ...others]: readonly ChunkHeader[]): boolean =>
  others.length === 0 && (piece?.ascending ?? true);

/** The place in the order of writing of what some pieces are merged to. */
export const newestWritten = (pieces: readonly { readonly written: number }[]): number =>
  pieces.reduce((newest, { written }) => Math.max(newest, written), 0);

/** @throws CorruptDataError that names the chunk */
export function readChunk<Content>({ owner, id, metric, variant }: ChunkHeader, decode: () => Content): Content {
  try {
    return decode();
  } catch (error) {
    throw new CorruptDataError(`chunk ${id} of ${owner} (${metric}, ${variant}) cannot be read`, { cause: error });
  }
}

/** @throws CorruptDataError that names the chunk */
export const chunkPoints = (chunk: Chunk): Points => readChunk(chunk, () => decodePoints(chunk.data));

/** A curve's points, merged, last write wins. */
export const curvePoints = (curve: Curve<Chunk>): Points => mergePoints(curve.pieces.map(chunkPoints));
