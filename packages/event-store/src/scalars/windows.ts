import { decodeBins, type Label } from "../codec/bins";
import { decodePoints, type Points } from "../codec/points";
import type { Axis, Range, Windows, WindowsQuery } from "../store";
import { areInOrder, LEVELS, type Level, lastLabel, widestOf } from "./bins";
import {
  type BinnedChunk,
  type Chunk,
  type ChunkHeader,
  type ChunkReader,
  type Curve,
  chunkPoints,
  groupByVariant,
  intoCurves,
  isClean,
  overlapping,
  readChunk,
} from "./chunks";
import { mergeChunks } from "./merge";
import { mergePoints, withValue } from "./points";
import { type Span, StretchBuilder } from "./stretches";

/** Points, or bins, that are loaded at once. */
const pointsAtOnce = 1_048_576;
const binsAtOnce = 65_536;
/** Stretches that are built at once. */
const stretchesAtOnce = 262_144;

/** Pieces of a curve that are only right together, because they overwrite each other's points. */
interface Unit {
  readonly figure: Figure;
  /** Rank of the key. */
  readonly key: number;
  readonly pieces: readonly ChunkHeader[];
  readonly points: number;
  /** Bounds of the places on the axis, and of the iterations. */
  readonly from: number;
  readonly to: number;
  readonly min_iter: number;
  readonly max_iter: number;
}

/** The curves of a variant, which differ in their key, as they are drawn together. */
class Figure {
  readonly units: readonly Unit[];
  readonly stretches: StretchBuilder;
  /** Units whose bins may stand for their points. */
  readonly binned: ReadonlySet<Unit>;
  #span: Span;
  #label: (Label & { readonly key: number }) | undefined;

  constructor(
    readonly curves: readonly Curve[],
    readonly axis: Axis,
    asked: Span,
    { buckets, grid }: Pick<WindowsQuery, "buckets" | "grid">,
  ) {
    const units = curves.flatMap((curve, key) => overlapping(curve.pieces).map((pieces) => this.#unit(pieces, key)));
    this.units = units.filter(({ from, to }) => to >= asked.low && from <= asked.high);
    this.#span = {
      low: Math.max(asked.low, least(this.units, "from")),
      high: Math.min(asked.high, greatest(this.units, "to")),
    };
    this.stretches = new StretchBuilder(this.#span, grid ?? this.#span, buckets);
    this.binned = this.#binned(buckets);
  }

  #unit(pieces: readonly ChunkHeader[], key: number): Unit {
    return {
      ...{ figure: this, key, pieces, points: pieces.reduce((sum, { points }) => sum + points, 0) },
      ...{ from: least(pieces, `min_${this.axis}`), to: greatest(pieces, `max_${this.axis}`) },
      ...{ min_iter: least(pieces, "min_iter"), max_iter: greatest(pieces, "max_iter") },
    };
  }

  /** None where the points are so few that each is wanted. */
  #binned(buckets: number): ReadonlySet<Unit> {
    const isWhole = ({ from, to }: Unit): boolean => from >= this.#span.low && to <= this.#span.high;
    const units = alone(this.units).filter(
      (unit) => isClean(unit.pieces) && isWhole(unit) && levelsOf(unit).length > 0,
    );
    return new Set(units.reduce((sum, { points }) => sum + points, 0) > buckets ? units : []);
  }

  addLabel(label: Label | null, key: number): void {
    const known = this.#label;
    if (!label || (known && (known.iter - label.iter || known.key - key) > 0)) return;
    this.#label = { ...label, key };
  }

  add(all: Points, key: number): void {
    const points = withValue(all);
    const places = points[this.axis];
    this.stretches.addPoints({ places, values: points.value, iter: points.iter, key });
    const { low, high } = this.#span;
    const isShown = (index: number): boolean => (places[index] as number) >= low && (places[index] as number) <= high;
    this.addLabel(lastLabel(points, isShown), key);
  }

  finish(): Windows[] {
    const [curve] = this.curves;
    const stretches = this.stretches.finish();
    if (!curve || stretches.count.length === 0) return [];
    const { owner, metric, variant } = curve;
    const x_axis_label = this.#label?.x_axis_label;
    return [{ owner, metric, variant, ...stretches, ...(x_axis_label === undefined ? {} : { x_axis_label }) }];
  }
}

/** Of what is there; Infinity and -Infinity where nothing is. */
function least<Name extends string>(items: readonly { readonly [name in Name]: number }[], name: Name): number {
  return items.reduce((lowest, item) => Math.min(lowest, item[name]), Infinity);
}
function greatest<Name extends string>(items: readonly { readonly [name in Name]: number }[], name: Name): number {
  return items.reduce((highest, item) => Math.max(highest, item[name]), -Infinity);
}

/** Levels that a unit's bins are kept of, the coarsest first. */
function levelsOf({ pieces: [piece] }: Unit): Level[] {
  return [...(piece?.coarse ? ["coarse" as const] : []), ...(piece?.fine ? ["fine" as const] : [])];
}

/** Bounds of integers, both included. */
const spanOf = ({ gt = -Infinity, gte = -Infinity, lt = Infinity, lte = Infinity }: Range = {}): Span => ({
  low: Math.max(Math.floor(gt) + 1, Math.ceil(gte)),
  high: Math.min(Math.ceil(lt) - 1, Math.floor(lte)),
});

/**
 * Units that share no stretch of the axis with another: their points are neighbours. They may meet in one place, if the later
 * one has the later iterations.
 */
function alone(units: readonly Unit[]): Unit[] {
  const sorted = [...units].sort((one, other) => one.from - other.from || one.min_iter - other.min_iter);
  const groups: Unit[][] = [];
  let furthest: Unit | undefined;
  for (const unit of sorted) {
    const group = groups.at(-1);
    const follows =
      !furthest ||
      unit.from > furthest.to ||
      (group?.length === 1 && unit.from === furthest.to && unit.min_iter > furthest.max_iter);
    if (group && !follows) group.push(unit);
    else groups.push([unit]);
    if (!furthest || unit.to >= furthest.to) furthest = unit;
  }
  return groups.flatMap((group) => (group.length === 1 ? group : []));
}

/** Parts of about as much as may be loaded at once. */
function* inPortions<Item>(items: readonly Item[], sizeOf: (item: Item) => number, most: number): Generator<Item[]> {
  let portion: Item[] = [];
  let size = 0;
  for (const item of items) {
    portion.push(item);
    size += sizeOf(item);
    if (size < most) continue;
    yield portion;
    [portion, size] = [[], 0];
  }
  if (portion.length > 0) yield portion;
}

const nameOf = ({ owner, id }: ChunkHeader): string => `${id} ${owner}`;

/** Draws from bins what they are fine enough for. @returns the units that are left */
async function addBins(reader: ChunkReader, units: readonly Unit[], level: Level): Promise<Unit[]> {
  const size = LEVELS[level];
  const left: Unit[] = [];
  const wanted: Unit[] = [];
  for (const unit of units) {
    // A look at the header spares one at bins that are wider than a bucket.
    const width = ((unit.to - unit.from) * size) / Math.max(unit.points, size);
    const isKept = unit.figure.binned.has(unit) && levelsOf(unit).includes(level);
    (isKept && width <= unit.figure.stretches.width ? wanted : left).push(unit);
  }
  for (const portion of inPortions(wanted, ({ points }) => points / size, binsAtOnce)) {
    const loaded = new Map<string, BinnedChunk>();
    const pieces = portion.flatMap((unit) => unit.pieces);
    for (const chunk of await reader.bins(pieces, level)) loaded.set(nameOf(chunk), chunk);
    for (const unit of portion) {
      const { figure, key, pieces } = unit;
      const chunk = pieces[0] && loaded.get(nameOf(pieces[0]));
      const bins = chunk && readChunk(chunk, () => decodeBins(chunk.bins, figure.axis));
      if (bins && areInOrder(bins) && widestOf(bins) <= figure.stretches.width) {
        figure.stretches.addBins(bins);
        figure.addLabel(bins.label, key);
      } else left.push(unit);
    }
  }
  return left;
}

async function addPoints(reader: ChunkReader, units: readonly Unit[]): Promise<void> {
  const isLong = ({ pieces, points }: Unit): boolean => points > pointsAtOnce && !isClean(pieces);
  const short = units.filter((unit) => !isLong(unit));
  for (const portion of inPortions(short, ({ points }) => points, pointsAtOnce)) {
    const loaded = new Map<string, Chunk>();
    for (const chunk of await reader.load(portion.flatMap(({ pieces }) => pieces))) loaded.set(nameOf(chunk), chunk);
    for (const { figure, key, pieces } of portion) {
      const chunks = pieces.flatMap((piece) => loaded.get(nameOf(piece)) ?? []);
      figure.add(pointsOf(chunks, figure.axis), key);
    }
  }
  for (const { figure, key, pieces } of units.filter(isLong)) {
    const inOrder = [...pieces].sort((one, other) => one.written - other.written || one.id - other.id);
    for await (const points of mergeChunks(inOrder, (some) => reader.load(some))) figure.add(points, key);
  }
}

/** The points of a unit; without timestamps where nothing needs them. */
function pointsOf(chunks: readonly Chunk[], axis: Axis): Points {
  const [only] = chunks;
  if (only && isClean(chunks)) return readChunk(only, () => decodePoints(only.data, axis === "timestamp"));
  const [curve] = intoCurves(chunks);
  return mergePoints((curve?.pieces ?? []).map(chunkPoints));
}

/** See EventStore.windows. Reads several times, so the reader must see one state. */
export async function readWindows(reader: ChunkReader, query: WindowsQuery): Promise<Windows[]> {
  const { owners, metrics, axis, range, total = Infinity } = query;
  // By time a chunk outside of the range may still overwrite points within.
  const iter = axis === "iter" ? range : undefined;
  const groups = groupByVariant(intoCurves(await reader.headers({ owners, metrics, iter, single: "exclude" })));
  const buckets = Math.max(1, Math.min(query.buckets, Math.floor(total / groups.length)));
  const found: Windows[] = [];
  for (const portion of inPortions(groups, () => buckets, stretchesAtOnce)) {
    const figures = portion.map((curves) => new Figure(curves, axis, spanOf(range), { buckets, grid: query.grid }));
    let left = figures.flatMap(({ units }) => units);
    for (const level of ["coarse", "fine"] as const) left = await addBins(reader, left, level);
    await addPoints(reader, left);
    for (const figure of figures) found.push(...figure.finish());
  }
  return found;
}
