import type pg from "pg";
import type { Points } from "../codec/chunk";
import { type Place, readPlace, writeCursor } from "../cursor";
import { attributesAt, byTimestamp, compareText, lowerBound } from "../points";
import type { Page, Range, ScalarEvent, ScanQuery } from "../store";
import {
  type ChunkHeader,
  type ChunkWithData,
  type Curve,
  curvePoints,
  intoCurves,
  isClean,
  readChunksById,
  readHeaders,
} from "./chunks";
import { type Connection, inSnapshot } from "./sql";

/** Pieces that are only right together, and the bounds of their points in the order asked for (negated when descending). */
interface Unit {
  readonly from: number;
  readonly to: number;
  readonly points: number;
  readonly ids: readonly number[];
}

/** Events after overwriting. */
export async function countPoints(connection: Connection, headers: readonly ChunkHeader[]): Promise<number> {
  let count = 0;
  for (const curve of intoCurves(headers)) {
    if (isClean(curve)) {
      count += curve.pieces.reduce((sum, { points }) => sum + points, 0);
      continue;
    }
    const ids = curve.pieces.map(({ id }) => id);
    const [whole] = intoCurves(await readChunksById(connection, curve.owner, ids));
    if (whole) count += curvePoints(whole).iter.length;
  }
  return count;
}

const contains = (range: Range | undefined, value: number): boolean =>
  !range ||
  ((range.gt === undefined || value > range.gt) &&
    (range.gte === undefined || value >= range.gte) &&
    (range.lt === undefined || value < range.lt) &&
    (range.lte === undefined || value <= range.lte));

function unitsOf(curves: readonly Curve[], query: ScanQuery): Unit[] {
  const isDescending = query.direction === "desc";
  const unit = (pieces: readonly ChunkHeader[]): Unit => {
    const low = Math.min(...pieces.map((piece) => (query.order === "iter" ? piece.min_iter : piece.min_timestamp)));
    const high = Math.max(...pieces.map((piece) => (query.order === "iter" ? piece.max_iter : piece.max_timestamp)));
    return {
      from: isDescending ? -high : low,
      to: isDescending ? -low : high,
      points: pieces.reduce((sum, { points }) => sum + points, 0),
      ids: pieces.map(({ id }) => id),
    };
  };
  return curves
    .flatMap((curve) => {
      // By time, a point's overwriter may lie anywhere.
      const isApart = query.order === "iter" || isClean(curve);
      return isApart ? curve.pieces.map((piece) => unit([piece])) : [unit(curve.pieces)];
    })
    .sort((one, other) => one.from - other.from);
}

interface Candidate {
  readonly sortKey: number;
  readonly curve: number;
  readonly index: number;
}

/** Where a curve's events of the place's own iteration (or time) stand to the place: read, passed, or that very curve. */
function standing(curve: Curve, place: Place, isDescending: boolean): "behind" | "passed" | "same" {
  if (place.order === "arrival" || place.metric === undefined) return "passed";
  let difference = compareText(curve.metric, place.metric);
  if (difference === 0 && place.variant === undefined) return "passed";
  difference ||= compareText(curve.variant, place.variant ?? "") || compareText(curve.key, place.key ?? "");
  if (difference === 0) return "same";
  return difference > 0 !== isDescending ? "behind" : "passed";
}

class Scanner {
  readonly #query: ScanQuery;
  readonly #place: Place | undefined;
  readonly #floors: ReadonlyMap<string, number>;

  constructor(query: ScanQuery) {
    this.#query = query;
    this.#place = readPlace(query.after, query.order);
    this.#floors = new Map(query.floors?.map(({ metric, variant, iter }) => [`${metric}\0${variant}`, iter]));
  }

  /** Where reading starts, in the negated-when-descending order. */
  #start(): number {
    const { order, direction } = this.#query;
    const range = this.#query[order] ?? {};
    const place = this.#place;
    const at = place === undefined ? undefined : place.order === "iter" ? place.iter : place.timestamp;
    if (direction === "asc") return Math.max(at ?? -Infinity, range.gte ?? -Infinity, range.gt ?? -Infinity);
    return Math.max(-(at ?? Infinity), -(range.lte ?? Infinity), -(range.lt ?? Infinity));
  }

  /** Candidates of one curve below `safe`, at most about `limit`, in order. */
  *#candidates(curve: Curve, points: Points, number: number, safe: number): Generator<Candidate> {
    const { order, direction, limit, iter: iterRange, timestamp: timeRange } = this.#query;
    const isDescending = direction === "desc";
    const keys = order === "iter" ? points.iter : points.timestamp;
    const start = this.#start();
    const floor = this.#floors.get(`${curve.metric}\0${curve.variant}`) ?? -Infinity;
    const place = this.#place;
    const relation = place ? standing(curve, place, isDescending) : "behind";
    const placeKey = place === undefined ? undefined : place.order === "iter" ? place.iter : place.timestamp;
    const step = isDescending ? -1 : 1;
    let index = isDescending ? lowerBound(keys, -start, true) - 1 : lowerBound(keys, start);
    let taken = 0;
    let lastKey: number | undefined;
    for (; index >= 0 && index < keys.length; index += step) {
      const key = keys[index] as number;
      if (key * step >= safe) return;
      if (taken >= limit && key !== lastKey) return;
      const iter = points.iter[index] as number;
      if (key === placeKey && relation !== "behind") {
        const isSamePlaceByTime = relation === "same" && place?.order === "timestamp";
        if (!(isSamePlaceByTime && (iter - place.iter) * step > 0)) continue;
      }
      if (iter < floor || !contains(iterRange, iter) || !contains(timeRange, points.timestamp[index] as number))
        continue;
      yield { sortKey: key * step, curve: number, index };
      taken++;
      lastKey = key;
    }
  }

  async read(connection: Connection): Promise<Page> {
    const { owner, metrics, limit, total, after } = this.#query;
    const headers = await readHeaders(connection, { owners: [owner], metrics });
    const count = total ? await countPoints(connection, headers) : null;
    const start = this.#start();
    const units = unitsOf(intoCurves(headers), this.#query).filter(({ to }) => to >= start);
    const loaded: ChunkWithData[] = [];
    let next = 0;
    let events: ScalarEvent[] = [];
    let target = limit;
    while (next < units.length && limit > 0) {
      const ids: number[] = [];
      let points = 0;
      const first = Math.max(start, units[next]?.from ?? 0);
      for (let unit = units[next]; unit && (points < target || unit.from <= first); unit = units[++next]) {
        ids.push(...unit.ids);
        points += unit.points;
      }
      loaded.push(...(await readChunksById(connection, owner, ids)));
      events = this.#pick(loaded, units[next]?.from ?? Infinity);
      if (events.length >= limit) break;
      target = points * 2;
    }
    const last = events.at(-1);
    const cursor = last ? writeCursor(placeOf(last, this.#query.order)) : typeof after === "string" ? after : null;
    return { events, next: cursor, total: count };
  }

  #pick(chunks: readonly ChunkWithData[], safe: number): ScalarEvent[] {
    const { order, limit, direction, wholeTimestamps } = this.#query;
    const curves = intoCurves(chunks).map((curve) => {
      const points = curvePoints(curve);
      return { curve, points: order === "iter" ? points : byTimestamp(points) };
    });
    const candidates = curves.flatMap(({ curve, points }, number) => [
      ...this.#candidates(curve, points, number, safe),
    ]);
    // Curves are in the order of their texts; equal places in one curve are in order already (the sort is stable).
    const step = direction === "desc" ? -1 : 1;
    candidates.sort((one, other) => one.sortKey - other.sortKey || (one.curve - other.curve) * step);
    let end = Math.min(limit, candidates.length);
    if (wholeTimestamps && order === "timestamp") {
      while (end < candidates.length && candidates[end]?.sortKey === candidates[end - 1]?.sortKey) end++;
    }
    return candidates.slice(0, end).flatMap((candidate) => {
      const found = curves[candidate.curve];
      return found ? [eventAt(found.curve, found.points, candidate.index)] : [];
    });
  }
}

const placeOf = (event: ScalarEvent, order: "iter" | "timestamp"): Place => {
  const { iter, timestamp, metric, variant, key = "" } = event;
  return order === "iter" ? { order, iter, metric, variant, key } : { order, timestamp, metric, variant, key, iter };
};

function eventAt(curve: Curve, points: Points, index: number): ScalarEvent {
  const { valueless, ...attributes } = attributesAt(points, index);
  const { owner, metric, variant, key } = curve;
  return {
    kind: "scalar",
    owner,
    iter: points.iter[index] as number,
    timestamp: points.timestamp[index] as number,
    metric,
    variant,
    ...(key === "" ? {} : { key }),
    ...attributes,
    ...(valueless ? {} : { value: points.value[index] as number }),
  };
}

/** See EventStore.scan. */
export async function scanScalars(pool: pg.Pool, query: ScanQuery): Promise<Page> {
  const scanner = new Scanner(query);
  return inSnapshot(pool, (connection) => scanner.read(connection));
}
