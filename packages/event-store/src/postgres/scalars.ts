import type pg from "pg";
import type { Points } from "../codec/chunk";
import { attributesAt, interleavePoints, lowerBound, slicePoints, withValue } from "../points";
import type { Range, Series, SeriesQuery } from "../store";
import {
  type ChunkWithData,
  type Curve,
  curvePoints,
  intoCurves,
  isClean,
  readChunks,
  readChunksById,
  readHeaders,
} from "./chunks";
import { type Connection, inSnapshot } from "./sql";

/** The part of points that ascend by `keys` within a range. */
export function clip(points: Points, keys: Float64Array, range: Range = {}): Points {
  let start = 0;
  let end = keys.length;
  if (range.gte !== undefined) start = lowerBound(keys, range.gte);
  if (range.gt !== undefined) start = Math.max(start, lowerBound(keys, range.gt, true));
  if (range.lt !== undefined) end = lowerBound(keys, range.lt);
  if (range.lte !== undefined) end = Math.min(end, lowerBound(keys, range.lte, true));
  return start === 0 && end === keys.length ? points : slicePoints(points, start, Math.max(start, end));
}

/** Curves that differ in their key alone, side by side. */
function groupByVariant(curves: readonly Curve<ChunkWithData>[]): Curve<ChunkWithData>[][] {
  const groups: Curve<ChunkWithData>[][] = [];
  for (const curve of curves) {
    const [known] = groups.at(-1) ?? [];
    const isSame = known?.owner === curve.owner && known.metric === curve.metric && known.variant === curve.variant;
    if (isSame) groups.at(-1)?.push(curve);
    else groups.push([curve]);
  }
  return groups;
}

function labelOf(points: Points): string | undefined {
  if (!points.attributes.some(({ x_axis_label }) => x_axis_label !== undefined)) return undefined;
  for (let index = points.iter.length - 1; index >= 0; index--) {
    const { x_axis_label } = attributesAt(points, index);
    if (x_axis_label !== undefined) return x_axis_label;
  }
  return undefined;
}

/** The pieces that the last `count` points of each curve are in; whole curves where points are overwritten. */
async function readLastChunks(connection: Connection, query: SeriesQuery, count: number): Promise<ChunkWithData[]> {
  const selection = {
    owners: query.owners,
    metrics: query.metrics,
    iter: query.iter,
    single: query.single ?? "exclude",
  };
  const wanted = new Map<string, number[]>();
  for (const curve of intoCurves(await readHeaders(connection, selection))) {
    const ids = wanted.get(curve.owner) ?? [];
    wanted.set(curve.owner, ids);
    let points = 0;
    // Points without a value do not count, so a bounded range or such points can need more pieces: see below.
    for (const piece of [...curve.pieces].sort((one, other) => other.min_iter - one.min_iter)) {
      if (points >= count && isClean(curve) && !query.iter) break;
      ids.push(piece.id);
      points += piece.points;
    }
  }
  const chunks: ChunkWithData[] = [];
  for (const [owner, ids] of wanted) chunks.push(...(await readChunksById(connection, owner, ids)));
  return chunks;
}

/** See EventStore.series. */
export async function readSeries(pool: pg.Pool, query: SeriesQuery): Promise<Series[]> {
  const { last } = query;
  const chunks =
    last === undefined
      ? await readChunks(pool, {
          owners: query.owners,
          metrics: query.metrics,
          iter: query.iter,
          single: query.single ?? "exclude",
        })
      : await inSnapshot(pool, (connection) => readLastChunks(connection, query, last));
  const series: Series[] = [];
  for (const group of groupByVariant(intoCurves(chunks))) {
    const [first] = group;
    if (!first) continue;
    let points = withValue(interleavePoints(group.map(curvePoints)));
    points = clip(points, points.iter, query.iter);
    if (last !== undefined) points = slicePoints(points, Math.max(0, points.iter.length - last), points.iter.length);
    if (points.iter.length === 0) continue;
    const { owner, metric, variant } = first;
    const { iter, timestamp, value } = points;
    const x_axis_label = labelOf(points);
    series.push({
      owner,
      metric,
      variant,
      iter,
      timestamp,
      value,
      ...(x_axis_label === undefined ? {} : { x_axis_label }),
    });
  }
  return series;
}
