import { decodeChunk, type Points } from "../codec/chunk";
import { compareText, mergePoints } from "../points";
import { type MetricSelector, type Range, SINGLE_VALUE_ITER } from "../store";
import { Conditions, type Connection, storable } from "./sql";

/** A chunk's row without its bytes. */
export interface ChunkHeader {
  readonly owner: string;
  readonly id: number;
  /** Place in the order of writing; equal for the pieces of one compaction, which do not overlap. */
  readonly written: number;
  readonly metric: string;
  readonly variant: string;
  readonly key: string;
  readonly level: number;
  /** Iterations ascend strictly, so no point of the chunk overwrites another. */
  readonly ascending: boolean;
  readonly points: number;
  readonly min_iter: number;
  readonly max_iter: number;
  readonly min_timestamp: number;
  readonly max_timestamp: number;
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

export interface ChunkSelection {
  readonly owners: readonly string[];
  readonly metrics?: readonly MetricSelector[];
  readonly iter?: Range;
  readonly single?: "exclude" | "only";
  readonly exceptMetrics?: readonly string[];
  /** Only chunks up to this one. */
  readonly upToId?: number;
}

const headerColumns =
  "owner, id, coalesce(written, id) AS written, metric, variant, key, level, ascending, points, min_iter, max_iter, min_timestamp, max_timestamp";

function conditionsOf(selection: ChunkSelection): Conditions {
  const conditions = new Conditions();
  conditions.add(`owner = ANY (${conditions.bind(storable(selection.owners))}::text[])`);
  conditions.metrics(selection.metrics);
  const { iter = {}, single, exceptMetrics = [], upToId } = selection;
  conditions.range("max_iter", { gt: iter.gt, gte: iter.gte });
  conditions.range("min_iter", { lt: iter.lt, lte: iter.lte });
  // Pieces of single values hold nothing else.
  if (single) conditions.add(`max_iter ${single === "only" ? "=" : "<>"} ${SINGLE_VALUE_ITER}`);
  if (exceptMetrics.length > 0) conditions.add(`metric <> ALL (${conditions.bind(storable(exceptMetrics))}::text[])`);
  if (upToId !== undefined) conditions.add(`id <= ${conditions.bind(upToId)}`);
  return conditions;
}

/** Headers of the selected chunks. */
export async function readHeaders(connection: Connection, selection: ChunkSelection): Promise<ChunkHeader[]> {
  const conditions = conditionsOf(selection);
  const { rows } = await connection.query<ChunkHeader>(
    `SELECT ${headerColumns} FROM events.chunk${conditions.where()}`,
    conditions.values,
  );
  return rows;
}

export type ChunkWithData = ChunkHeader & { readonly data: Buffer };

/** The selected chunks whole, one statement: one state of the store. */
export async function readChunks(connection: Connection, selection: ChunkSelection): Promise<ChunkWithData[]> {
  const conditions = conditionsOf(selection);
  const { rows } = await connection.query<ChunkWithData>(
    `SELECT ${headerColumns}, data FROM events.chunk${conditions.where()}`,
    conditions.values,
  );
  return rows;
}

/** Sorts chunks into curves: by owner, metric, variant, key; pieces by writing. */
export function intoCurves<Piece extends ChunkHeader>(chunks: readonly Piece[]): Curve<Piece>[] {
  const isSingle = (chunk: ChunkHeader): boolean => chunk.max_iter === SINGLE_VALUE_ITER;
  const curves = new Map<string, Curve<Piece> & { pieces: Piece[] }>();
  for (const chunk of chunks) {
    const single = isSingle(chunk);
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
      compareText(one.key, other.key),
  );
}

/** No point of the curve overwrites another: pieces ascend and do not overlap. */
export function isClean(curve: Curve): boolean {
  const pieces = [...curve.pieces].sort((one, other) => one.min_iter - other.min_iter);
  return pieces.every(
    (piece, index) => piece.ascending && (index === 0 || piece.min_iter > (pieces[index - 1]?.max_iter ?? -Infinity)),
  );
}

/** A curve's points, merged, last write wins. */
export const curvePoints = (curve: Curve<ChunkWithData>): Points =>
  mergePoints(curve.pieces.map(({ data }) => decodeChunk(data)));

/** Reads whole chunks of one owner by id. Those that a compaction has replaced meanwhile are missing. */
export async function readChunksById(
  connection: Connection,
  owner: string,
  ids: readonly number[],
): Promise<ChunkWithData[]> {
  const { rows } = await connection.query<ChunkWithData>(
    `SELECT ${headerColumns}, data FROM events.chunk WHERE owner = $1 AND id = ANY ($2::bigint[])`,
    [owner, ids],
  );
  return rows;
}
