import type { Points } from "../codec/points";
import { lowerBound } from "../columns";
import { CursorError, type RunsPage, type RunsQuery, type ScalarRun } from "../store";
import { compareText } from "../text-order";
import { type Chunk, type ChunkHeader, type ChunkReader, type Curve, intoCurves } from "./chunks";
import { mergeChunks } from "./merge";
import { pickPoints, slicePoints } from "./points";

/** How far a curve was read; without `iter` to its end. */
interface Place extends Pick<Curve, "metric" | "variant" | "key" | "single"> {
  readonly iter?: number;
}

const writePlace = ({ metric, variant, key, single, iter }: Place): string =>
  Buffer.from(JSON.stringify([metric, variant, key, single, iter])).toString("base64url");

/** @throws CursorError */
function readPlace(cursor: string): Place {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    if (Array.isArray(parts) && typeof parts[3] === "boolean") {
      const [metric, variant, key, single, iter] = parts as [string, string, string, boolean, number | null];
      return { metric, variant, key, single, ...(iter === null ? {} : { iter }) };
    }
  } catch {
    // Said below.
  }
  throw new CursorError();
}

/** The order of intoCurves. */
const compareCurves = (one: Place, other: Place): number =>
  compareText(one.metric, other.metric) ||
  compareText(one.variant, other.variant) ||
  compareText(one.key, other.key) ||
  Number(other.single) - Number(one.single);

const countOf = ({ pieces }: Curve): number => pieces.reduce((sum, { points }) => sum + points, 0);

/** The points of a curve as runs, one for each combination of attributes. */
function runsOf({ owner, metric, variant, key }: Curve, points: Points): ScalarRun[] {
  const { attributes, attribute } = points;
  return attributes.flatMap((combination, number): ScalarRun[] => {
    const { valueless, ...shared } = combination;
    const part = attribute ? pickPoints(points, placesOf(attribute, number)) : points;
    if (part.iter.length === 0 || (!attribute && number > 0)) return [];
    const { iter, timestamp, value } = part;
    const columns = { iter, timestamp, ...(valueless ? {} : { value }) };
    return [{ owner, metric, variant, ...(key === "" ? {} : { key }), ...shared, ...columns }];
  });
}

const placesOf = (column: Float64Array, wanted: number): Uint32Array =>
  Uint32Array.from(column.keys()).filter((index) => column[index] === wanted);

/** Takes the next curves off: one, or as many small ones as are worth reading at once. */
function takeCurves(curves: Curve[], points: number): Curve[] {
  let [count, sum] = [0, 0];
  for (const curve of curves) {
    sum += countOf(curve);
    if (count > 0 && sum > points) break;
    count++;
  }
  return curves.splice(0, count);
}

/** What merging loads from; small curves are read together. */
async function loaderOf(reader: ChunkReader, curves: readonly Curve[]) {
  if (curves.length === 1) return (pieces: readonly ChunkHeader[]) => reader.load(pieces);
  const chunks = await reader.load(curves.flatMap(({ pieces }) => pieces));
  const known = new Map<number, Chunk>(chunks.map((chunk) => [chunk.id, chunk]));
  return async (pieces: readonly ChunkHeader[]) => pieces.flatMap(({ id }) => known.get(id) ?? []);
}

/** See EventStore.runs. Reads several times, so the reader must see one state. */
export async function readRuns(reader: ChunkReader, { owner, after, points: budget }: RunsQuery): Promise<RunsPage> {
  const place = after === undefined ? undefined : readPlace(after);
  const left = intoCurves(await reader.headers({ owners: [owner] })).filter((curve) => {
    const difference = place ? compareCurves(curve, place) : 1;
    return difference > 0 || (difference === 0 && place?.iter !== undefined);
  });
  const runs: ScalarRun[] = [];
  let room = Math.max(1, budget);
  while (left.length > 0) {
    const taken = takeCurves(left, room);
    const load = await loaderOf(reader, taken);
    for (const [index, curve] of taken.entries()) {
      const { metric, variant, key, single } = curve;
      const from = place?.iter !== undefined && compareCurves(curve, place) === 0 ? place.iter : -Infinity;
      for await (const merged of mergeChunks(
        curve.pieces.filter(({ max_iter }) => max_iter > from),
        load,
      )) {
        const part = slicePoints(merged, lowerBound(merged.iter, from, true), merged.iter.length);
        runs.push(...runsOf(curve, part));
        room -= part.iter.length;
        if (room > 0) continue;
        return { runs, next: writePlace({ metric, variant, key, single, iter: part.iter.at(-1) ?? from }) };
      }
      if (room <= 0 && (index + 1 < taken.length || left.length > 0)) {
        return { runs, next: writePlace({ metric, variant, key, single }) };
      }
    }
  }
  return { runs, next: null };
}
