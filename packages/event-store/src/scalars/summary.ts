import type { Summary } from "../store";
import {
  type ChunkHeader,
  type ChunkReader,
  curvePoints,
  groupByVariant,
  intoCurves,
  isClean,
  overlapping,
} from "./chunks";

/** What is left of pieces after overwriting. */
interface Facts {
  readonly count: number;
  readonly last_timestamp: number;
}

/** Reads points only where some may be overwritten. */
async function* factsOf(reader: ChunkReader, pieces: readonly ChunkHeader[]): AsyncGenerator<Facts> {
  for (const group of overlapping(pieces)) {
    const [first] = group;
    if (first && isClean(group)) yield { count: first.points, last_timestamp: first.max_timestamp };
    else {
      for (const curve of intoCurves(await reader.load(group))) {
        const { timestamp } = curvePoints(curve);
        const last_timestamp = timestamp.reduce((newest, one) => Math.max(newest, one), -Infinity);
        yield { count: timestamp.length, last_timestamp };
      }
    }
  }
}

/** Events after overwriting. The reader must see one state. */
export async function countPoints(reader: ChunkReader, headers: readonly ChunkHeader[]): Promise<number> {
  let count = 0;
  for (const { pieces } of intoCurves(headers)) {
    for await (const facts of factsOf(reader, pieces)) count += facts.count;
  }
  return count;
}

/** See EventStore.summarize. The reader must see one state. */
export async function summarizeScalars(reader: ChunkReader, headers: readonly ChunkHeader[]): Promise<Summary[]> {
  const summaries: Summary[] = [];
  for (const group of groupByVariant(intoCurves(headers))) {
    const [curve] = group;
    if (!curve) continue;
    let count = 0;
    let last_timestamp = -Infinity;
    for (const { pieces } of group) {
      for await (const facts of factsOf(reader, pieces)) {
        count += facts.count;
        last_timestamp = Math.max(last_timestamp, facts.last_timestamp);
      }
    }
    const { owner, metric, variant } = curve;
    const single = group.some((one) => one.single);
    const pieces = group.flatMap((one) => (one.single ? [] : one.pieces));
    const bounds = pieces.length > 0 && {
      min_iter: pieces.reduce((lowest, piece) => Math.min(lowest, piece.min_iter), Infinity),
      max_iter: pieces.reduce((highest, piece) => Math.max(highest, piece.max_iter), -Infinity),
    };
    summaries.push({ owner, kind: "scalar", metric, variant, count, single, ...bounds, last_timestamp });
  }
  return summaries;
}
