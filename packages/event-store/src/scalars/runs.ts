import { checkExtra, checkInteger, checkOptionalText, checkOwner, checkText } from "../checks";
import { type Attributes, encodePoints, encodePointsQuickly, type Points } from "../codec/points";
import { EventInputError, type ScalarRun, SINGLE_VALUE_ITER } from "../store";
import { type EncodedBins, encodedBins, type Level } from "./bins";
import type { Chunk } from "./chunks";

/** A chunk that has no place in a store yet. */
export interface NewChunk extends Omit<Chunk, "id" | "written" | "fresh" | Level> {
  /** Of a merged one. */
  readonly bins?: EncodedBins;
}

/** All that is stored of a chunk. */
export const bytesOf = ({ data, bins = {} }: NewChunk): number =>
  Object.values(bins).reduce((sum, { length }) => sum + length, data.length);

type Texts = Pick<NewChunk, "owner" | "metric" | "variant" | "key">;

function checkTexts({ owner, metric, variant, key = "" }: ScalarRun): Texts {
  return {
    owner: checkOwner(owner),
    metric: checkText("metric", metric),
    variant: checkText("variant", variant),
    key: checkText("key", key),
  };
}

function checkAttributes({ worker, x_axis_label, extra, value }: ScalarRun): Attributes {
  return {
    worker: checkOptionalText("worker", worker),
    x_axis_label: checkOptionalText("x_axis_label", x_axis_label),
    extra: checkExtra(extra),
    valueless: value ? undefined : true,
  };
}

/** The points of a run at these places as a chunk. */
function chunkOf(run: ScalarRun, texts: Texts, attributes: Attributes, places: readonly number[] | null): NewChunk {
  const points = places ? places.length : run.iter.length;
  const iter = new Float64Array(points);
  const timestamp = new Float64Array(points);
  const value = new Float64Array(points);
  let [min_iter, max_iter, min_timestamp, max_timestamp] = [Infinity, -Infinity, Infinity, -Infinity];
  let ascending = true;
  for (let index = 0; index < points; index++) {
    const from = places ? (places[index] as number) : index;
    const at = checkInteger("iter", run.iter[from] as number);
    const time = checkInteger("timestamp", run.timestamp[from] as number);
    iter[index] = at;
    timestamp[index] = time;
    if (run.value) value[index] = run.value[from] as number;
    if (at <= max_iter) ascending = false;
    if (at < min_iter) min_iter = at;
    if (at > max_iter) max_iter = at;
    if (time < min_timestamp) min_timestamp = time;
    if (time > max_timestamp) max_timestamp = time;
  }
  const data = encodePointsQuickly({ iter, timestamp, value, attributes: [attributes], attribute: null });
  return { ...texts, ascending, points, min_iter, max_iter, min_timestamp, max_timestamp, data };
}

/**
 * A run as a chunk; as two when it mixes single values with a curve, for pieces of a curve never hold single values.
 * @throws EventInputError
 */
export function chunksOf(run: ScalarRun): NewChunk[] {
  const count = run.iter.length;
  if (run.timestamp.length !== count) throw new EventInputError("timestamp", "has not as many entries as iter");
  if (run.value && run.value.length !== count) throw new EventInputError("value", "has not as many entries as iter");
  if (count === 0) return [];
  const texts = checkTexts(run);
  const attributes = checkAttributes(run);
  const singles: number[] = [];
  for (let index = 0; index < count; index++) if (run.iter[index] === SINGLE_VALUE_ITER) singles.push(index);
  if (singles.length === 0 || singles.length === count) return [chunkOf(run, texts, attributes, null)];
  const isSingle = new Set(singles);
  const curve = Array.from({ length: count }, (_, index) => index).filter((index) => !isSingle.has(index));
  return [chunkOf(run, texts, attributes, singles), chunkOf(run, texts, attributes, curve)];
}

/** Merged points (ascending by iteration, each iteration once) of a curve as a chunk. */
export async function mergedChunk({ owner, metric, variant, key }: Texts, points: Points): Promise<NewChunk> {
  const { iter, timestamp } = points;
  return {
    ...{ owner, metric, variant, key, ascending: true, points: iter.length },
    min_iter: iter[0] as number,
    max_iter: iter.at(-1) as number,
    min_timestamp: timestamp.reduce((lowest, time) => Math.min(lowest, time), Infinity),
    max_timestamp: timestamp.reduce((highest, time) => Math.max(highest, time), -Infinity),
    data: await encodePoints(points),
    bins: await encodedBins(points),
  };
}
