import { Best } from "../best";
import type { Points } from "../codec/points";
import { lowerBound } from "../columns";
import { type Place, readPlace, writeCursor } from "../cursor";
import { contains, floorOf } from "../ranges";
import type { Page, ScalarEvent, ScanQuery } from "../store";
import { compareText } from "../text-order";
import {
  type Chunk,
  type ChunkHeader,
  type ChunkReader,
  type Curve,
  curvePoints,
  intoCurves,
  overlapping,
} from "./chunks";
import { attributesAt, byTimestamp } from "./points";
import { countPoints } from "./summary";

/** Points decoded at once. */
const stride = 65_536;

/**
 * Pieces of a curve that are only right together, because they overlap. Keys are what the query is sorted by, negated
 * when it descends, so that reading always goes up.
 */
interface Unit {
  /** See placesOf. */
  readonly curve: number;
  readonly pieces: readonly ChunkHeader[];
  readonly points: number;
  readonly from: number;
  readonly to: number;
}

/** An event, or the point that it will be made of. */
interface Candidate {
  readonly key: number;
  readonly curve: number;
  readonly iter: number;
  event: ScalarEvent | (() => ScalarEvent);
}

/** What is asked for, in terms of keys. */
class Window {
  readonly step: 1 | -1;
  readonly place: Place | undefined;
  readonly start: number;
  readonly end: number;
  readonly floor: (metric: string, variant: string) => number;

  constructor(readonly query: ScanQuery) {
    const { order, direction, after } = query;
    const { gt, gte, lt, lte } = query[order] ?? {};
    const lower = Math.max(gt ?? -Infinity, gte ?? -Infinity);
    const upper = Math.min(lt ?? Infinity, lte ?? Infinity);
    this.step = direction === "asc" ? 1 : -1;
    this.place = readPlace(after, order);
    [this.start, this.end] = direction === "asc" ? [lower, upper] : [-upper, -lower];
    this.start = Math.max(this.start, this.placeKey ?? -Infinity);
    this.floor = floorOf(query.floors);
  }

  get placeKey(): number | undefined {
    if (this.place === undefined || this.place.order === "arrival") return undefined;
    return this.step * (this.place.order === "iter" ? this.place.iter : this.place.timestamp);
  }

  unit(curve: number, pieces: readonly ChunkHeader[]): Unit {
    const byIteration = this.query.order === "iter";
    const low = Math.min(...pieces.map((piece) => (byIteration ? piece.min_iter : piece.min_timestamp)));
    const high = Math.max(...pieces.map((piece) => (byIteration ? piece.max_iter : piece.max_timestamp)));
    const points = pieces.reduce((sum, piece) => sum + piece.points, 0);
    return {
      curve,
      pieces,
      points,
      from: this.step * (this.step > 0 ? low : high),
      to: this.step * (this.step > 0 ? high : low),
    };
  }

  /** Where a curve's events at the place's own key stand to the place: behind it, passed, or in the place's curve. */
  standing(curve: Curve): "behind" | "passed" | "same" {
    const { place } = this;
    if (place === undefined) return "behind";
    if (place.order === "arrival" || place.metric === undefined) return "passed";
    let difference = compareText(curve.metric, place.metric);
    if (difference === 0 && place.variant === undefined) return "passed";
    difference ||= compareText(curve.variant, place.variant ?? "");
    if (difference === 0 && place.key === undefined) return "passed";
    difference ||= compareText(curve.key, place.key ?? "");
    if (difference === 0) return "same";
    return difference * this.step > 0 ? "behind" : "passed";
  }
}

/** Events of one unit that lie in the window: the first ones, as many as the page may need. */
function candidates(window: Window, number: number, curve: Curve, merged: Points): Candidate[] {
  const { query, step, start, end, place, placeKey } = window;
  const points = query.order === "iter" ? merged : byTimestamp(merged);
  const keys = query.order === "iter" ? points.iter : points.timestamp;
  const floor = window.floor(curve.metric, curve.variant);
  const standing = window.standing(curve);
  const found: Candidate[] = [];
  let index = step > 0 ? lowerBound(keys, start) : lowerBound(keys, -start, true) - 1;
  for (; index >= 0 && index < keys.length; index += step) {
    const key = step * (keys[index] as number);
    const last = found.at(-1);
    if (key > end || (found.length >= query.limit && key !== last?.key)) break;
    const iter = points.iter[index] as number;
    if (iter < floor || !contains(query.iter, iter) || !contains(query.timestamp, points.timestamp[index] as number)) {
      continue;
    }
    if (key === placeKey && standing !== "behind") {
      const isBehind = standing === "same" && place?.order === "timestamp" && step * (iter - place.iter) > 0;
      if (!isBehind) continue;
    }
    const at = index;
    found.push({ key, curve: number, iter, event: () => eventAt(curve, points, at) });
  }
  return found;
}

function eventAt({ owner, metric, variant, key }: Curve, points: Points, index: number): ScalarEvent {
  const { valueless, ...attributes } = attributesAt(points, index);
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

/** The curves' places in the order of texts, in which they come; a curve and its single values have the same. */
function placesOf(curves: readonly Curve[]): number[] {
  let place = 0;
  return curves.map(({ metric, variant, key }, index) => {
    const before = curves[index - 1];
    if (before && (before.metric !== metric || before.variant !== variant || before.key !== key)) place++;
    return place;
  });
}

/** Reads units in the order of their keys until what is left cannot be on the page. */
async function readPage(reader: ChunkReader, window: Window, curves: readonly Curve[]): Promise<ScalarEvent[]> {
  const { limit, order, wholeTimestamps } = window.query;
  const { step } = window;
  const best = new Best<Candidate>(
    limit,
    (one, other) => one.key - other.key || step * (one.curve - other.curve || one.iter - other.iter),
    (one, other) => wholeTimestamps === true && order === "timestamp" && one.key === other.key,
  );
  const places = placesOf(curves);
  const units = curves
    .flatMap(({ pieces }, index) => overlapping(pieces).map((group) => window.unit(places[index] as number, group)))
    .filter(({ from, to }) => to >= window.start && from <= window.end)
    .sort((one, other) => one.from - other.from);
  while (units.length > 0 && (units[0] as Unit).from <= (best.threshold?.key ?? Infinity)) {
    let [count, points] = [0, 0];
    while (count < units.length && points < stride) points += units[count++]?.points ?? 0;
    const taken = units.splice(0, count);
    const loaded = new Map<number, Chunk>();
    for (const chunk of await reader.load(taken.flatMap(({ pieces }) => pieces))) loaded.set(chunk.id, chunk);
    best.add(
      taken.flatMap(({ curve: number, pieces }) => {
        const chunks = pieces.flatMap(({ id }) => loaded.get(id) ?? []);
        return intoCurves(chunks).flatMap((curve) => candidates(window, number, curve, curvePoints(curve)));
      }),
    );
    // Made now, the events no longer hold on to the points of whole chunks.
    for (const item of best.items) if (typeof item.event === "function") item.event = item.event();
  }
  return best.items.flatMap(({ event }) => (typeof event === "function" ? [] : [event]));
}

function placeOf({ iter, timestamp, metric, variant, key = "" }: ScalarEvent, order: "iter" | "timestamp"): Place {
  return order === "iter" ? { order, iter, metric, variant, key } : { order, timestamp, metric, variant, key, iter };
}

/** See EventStore.scan. Reads several times, so the reader must see one state. */
export async function scanScalars(reader: ChunkReader, query: ScanQuery): Promise<Page> {
  const { owner, metrics, limit, order, after } = query;
  const window = new Window(query);
  const headers = await reader.headers({ owners: [owner], metrics });
  const events = limit > 0 ? await readPage(reader, window, intoCurves(headers)) : [];
  const last = events.at(-1);
  return {
    events,
    next: last ? writeCursor(placeOf(last, order)) : typeof after === "string" ? after : null,
    total: query.total ? await countPoints(reader, headers) : null,
  };
}
