import type { Points } from "../codec/points";
import { lowerBound } from "../columns";
import type { Range, Series, SeriesQuery } from "../store";
import {
  type Chunk,
  type ChunkReader,
  type ChunkSelection,
  type Curve,
  curvePoints,
  groupByVariant,
  intoCurves,
  isClean,
  overlapping,
} from "./chunks";
import { attributesAt, interleavePoints, slicePoints, withValue } from "./points";

/** The part of points ascending by iteration that lies within a range. */
function clip(points: Points, { gt, gte, lt, lte }: Range = {}): Points {
  let start = 0;
  let end = points.iter.length;
  if (gte !== undefined) start = lowerBound(points.iter, gte);
  if (gt !== undefined) start = Math.max(start, lowerBound(points.iter, gt, true));
  if (lt !== undefined) end = lowerBound(points.iter, lt);
  if (lte !== undefined) end = Math.min(end, lowerBound(points.iter, lte, true));
  return slicePoints(points, start, Math.max(start, end));
}

function labelOf(points: Points): string | undefined {
  if (!points.attributes.some(({ x_axis_label }) => x_axis_label !== undefined)) return undefined;
  for (let index = points.iter.length - 1; index >= 0; index--) {
    const { x_axis_label } = attributesAt(points, index);
    if (x_axis_label !== undefined) return x_axis_label;
  }
  return undefined;
}

/** The points of a variant's curves that a query shows. */
function shownPoints(curves: readonly Curve<Chunk>[], { iter, last }: SeriesQuery): Points {
  const points = clip(withValue(interleavePoints(curves.map(curvePoints))), iter);
  const { length } = points.iter;
  return last === undefined ? points : slicePoints(points, Math.max(0, length - last), length);
}

/** The variants' curves with the pieces that their last points are in: the newest few, all where these do not suffice. */
async function readEnds(reader: ChunkReader, selection: ChunkSelection, query: SeriesQuery, last: number) {
  const whole = groupByVariant(intoCurves(await reader.headers(selection)));
  const wanted = whole.map((group) =>
    group.flatMap((curve) => {
      if (!overlapping(curve.pieces).every(isClean)) return curve.pieces;
      let points = 0;
      return [...curve.pieces]
        .sort((one, other) => other.min_iter - one.min_iter)
        .filter((piece) => {
          const isNeeded = points < last;
          points += piece.points;
          return isNeeded;
        });
    }),
  );
  const ends = groupByVariant(intoCurves(await reader.load(wanted.flat())));
  // Points outside of the range or without a value do not count, so some variants need more than their ends.
  const short = whole.filter((group, index) => {
    const pieces = group.reduce((sum, curve) => sum + curve.pieces.length, 0);
    const end = ends[index];
    return end && pieces > (wanted[index]?.length ?? 0) && shownPoints(end, query).iter.length < last;
  });
  const completed = groupByVariant(intoCurves(await reader.load(short.flat().flatMap(({ pieces }) => pieces))));
  const key = ([curve]: readonly Curve[]): string => `${curve?.owner}\0${curve?.metric}\0${curve?.variant}`;
  const found = new Map(completed.map((group) => [key(group), group]));
  return ends.map((group) => found.get(key(group)) ?? group);
}

/** See EventStore.series. With `last` it reads twice or more, so the reader must see one state. */
export async function readSeries(reader: ChunkReader, query: SeriesQuery): Promise<Series[]> {
  const { owners, metrics, iter, single = "exclude", last } = query;
  const selection = { owners, metrics, iter, single };
  const groups =
    last === undefined
      ? groupByVariant(intoCurves(await reader.chunks(selection)))
      : await readEnds(reader, selection, query, last);
  return groups.flatMap((group) => {
    const [curve] = group;
    const points = shownPoints(group, query);
    if (!curve || points.iter.length === 0) return [];
    const { owner, metric, variant } = curve;
    const { iter, timestamp, value } = points;
    const x_axis_label = labelOf(points);
    return { owner, metric, variant, iter, timestamp, value, ...(x_axis_label === undefined ? {} : { x_axis_label }) };
  });
}
