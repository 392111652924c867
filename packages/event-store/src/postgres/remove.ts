import type pg from "pg";
import { kindsOf } from "../kinds";
import { type BlockHeader, blockLines, intoBlocks, pickLines } from "../logs/blocks";
import { selects } from "../ranges";
import {
  type ChunkHeader,
  type Curve,
  chunkPoints,
  intoCurves,
  isClean,
  newestWritten,
  overlapping,
} from "../scalars/chunks";
import { FULL_CHUNK } from "../scalars/plan";
import { inChunks, mergePoints, pickPoints } from "../scalars/points";
import { mergedChunk } from "../scalars/runs";
import { countPoints } from "../scalars/summary";
import type { RemoveQuery } from "../store";
import { RECORD_KINDS } from "./columns";
import { deletePieces, insertBlocks, insertChunks, lockOwner } from "./pieces";
import { PostgresBlocks, PostgresChunks } from "./readers";
import { Conditions, type Connection, inTransaction, storable } from "./sql";

/** Removes the points with an early timestamp from pieces that overlap each other. @returns how many */
async function removeEarlyPoints(
  connection: Connection,
  curve: Curve,
  group: readonly ChunkHeader[],
  before: number,
): Promise<number> {
  if (group.every(({ min_timestamp }) => min_timestamp >= before)) return 0;
  const [only] = group;
  if (only && isClean(group) && only.max_timestamp < before) return (await drop(connection, group)) * only.points;
  const chunks = await new PostgresChunks(connection).load(group);
  const [pieces] = intoCurves(chunks);
  const points = mergePoints(pieces?.pieces.map(chunkPoints) ?? []);
  const late = Uint32Array.from(points.timestamp.keys()).filter(
    (index) => (points.timestamp[index] as number) >= before,
  );
  const removed = points.timestamp.length - late.length;
  if (removed === 0) return 0;
  await drop(connection, group);
  const written = newestWritten(group);
  for (const part of inChunks(pickPoints(points, late), FULL_CHUNK)) {
    await insertChunks(connection, [{ ...(await mergedChunk(curve, part)), written }]);
  }
  return removed;
}

const drop = (connection: Connection, pieces: readonly ChunkHeader[]): Promise<number> =>
  deletePieces(connection, "chunk", pieces);

async function removeScalars(connection: Connection, owners: readonly string[], query: RemoveQuery): Promise<number> {
  const { metrics, exceptMetrics, before } = query;
  const chunks = new PostgresChunks(connection);
  const headers = await chunks.headers({ owners, metrics, exceptMetrics });
  if (before === undefined) {
    const count = await countPoints(chunks, headers);
    await drop(connection, headers);
    return count;
  }
  let count = 0;
  for (const curve of intoCurves(headers)) {
    for (const group of overlapping(curve.pieces)) count += await removeEarlyPoints(connection, curve, group, before);
  }
  return count;
}

/** @returns how many lines */
async function removeFromBlock(
  connection: Connection,
  block: BlockHeader,
  isChosen: (metric: string, variant: string) => boolean,
  before = Infinity,
): Promise<number> {
  const { contents, lines, min_timestamp, max_timestamp } = block;
  const chosen = contents.filter(({ metric, variant }) => isChosen(metric, variant));
  if (chosen.length === 0 || min_timestamp >= before) return 0;
  if (chosen.length === contents.length && max_timestamp < before) {
    await deletePieces(connection, "log", [block]);
    return lines;
  }
  let removed = 0;
  for (const loaded of await new PostgresBlocks(connection).load([block])) {
    const all = blockLines(loaded);
    const isGone = all.attributes.map(({ metric, variant }) => isChosen(metric, variant));
    const kept = Uint32Array.from(all.timestamp.keys()).filter(
      (index) => !isGone[all.attribute[index] as number] || (all.timestamp[index] as number) >= before,
    );
    removed += all.timestamp.length - kept.length;
    if (kept.length === all.timestamp.length) continue;
    await deletePieces(connection, "log", [block]);
    const blocks = await intoBlocks(pickLines(all, kept), false);
    await insertBlocks(
      connection,
      blocks.map((part) => ({ ...part, owner: block.owner })),
    );
  }
  return removed;
}

async function removeLogs(connection: Connection, owners: readonly string[], query: RemoveQuery): Promise<number> {
  const isSelected = selects(query.metrics);
  const spared = new Set(query.exceptMetrics);
  const isChosen = (metric: string, variant: string): boolean => isSelected(metric, variant) && !spared.has(metric);
  let count = 0;
  for (const block of await new PostgresBlocks(connection).headers(owners)) {
    count += await removeFromBlock(connection, block, isChosen, query.before);
  }
  return count;
}

async function removeRecords(
  connection: Connection,
  owners: readonly string[],
  { kinds, metrics, exceptMetrics = [], before }: RemoveQuery,
): Promise<number> {
  const numbers = kindsOf(kinds).flatMap((kind) => (kind === "scalar" || kind === "log" ? [] : RECORD_KINDS[kind]));
  if (numbers.length === 0) return 0;
  const conditions = new Conditions();
  conditions.add(`owner = ANY (${conditions.bind(storable(owners))}::text[])`);
  conditions.add(`kind IN (${numbers.join(", ")})`);
  conditions.metrics(metrics);
  if (exceptMetrics.length > 0) conditions.add(`metric <> ALL (${conditions.bind(storable(exceptMetrics))}::text[])`);
  conditions.range('"timestamp"', { lt: before });
  const { rowCount } = await connection.query(`DELETE FROM events.record${conditions.where()}`, conditions.values);
  return rowCount ?? 0;
}

/** See EventStore.remove. Whole for each owner: appends of its events come entirely before or after. */
export async function remove(pool: pg.Pool, query: RemoveQuery): Promise<number> {
  const kinds = kindsOf(query.kinds);
  let count = 0;
  for (const owners of await byLock(pool, storable(query.owners))) {
    const [first] = owners;
    if (first === undefined) continue;
    count += await inTransaction(pool, async (connection) => {
      await lockOwner(connection, "gate", first);
      await lockOwner(connection, "pieces", first);
      const scalars = kinds.includes("scalar") ? await removeScalars(connection, owners, query) : 0;
      const logs = kinds.includes("log") ? await removeLogs(connection, owners, query) : 0;
      return scalars + logs + (await removeRecords(connection, owners, query));
    });
  }
  return count;
}

/** Owners that share a lock, so that thousands are removed in few transactions and each holds one lock. */
export async function byLock(pool: pg.Pool, owners: readonly string[]): Promise<string[][]> {
  const { rows } = await pool.query<{ owners: string[] }>(
    "SELECT array_agg(DISTINCT owner) AS owners FROM unnest($1::text[]) AS owner GROUP BY events.lock_key(owner)",
    [owners],
  );
  return rows.map((row) => row.owners);
}
