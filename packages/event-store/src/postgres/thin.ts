import type pg from "pg";
import { type ChunkHeader, intoCurves, newestWritten } from "../scalars/chunks";
import { bytesOf } from "../scalars/runs";
import { checkThinTo, leastThinned, thinCurve } from "../scalars/thin";
import { SINGLE_VALUE_ITER, type ThinQuery, type Usage } from "../store";
import { addUp } from "../usage";
import { barrier, claim, Superseded, swap } from "./compaction";
import { AT_PLACES, insertChunks, placesOf } from "./pieces";
import { PostgresChunks } from "./readers";
import { type Connection, inTransaction, storable } from "./sql";
import { CHUNK_BYTES } from "./usage";

/** See EventStore.thin. One transaction an owner, beside which appends go on as beside compaction. */
export async function thin(pool: pg.Pool, query: ThinQuery): Promise<Usage[]> {
  checkThinTo(query.points);
  const long = await longCurves(pool, query);
  if (query.dryRun) return addUp(long.map((one) => ({ ...one, kind: "scalar", ...leastThinned(one, query.points) })));
  const done: Usage[] = [];
  for (const owner of new Set(long.map((one) => one.owner))) {
    done.push({ owner, kind: "scalar", ...(await thinOwner(pool, owner, query.points)) });
  }
  return addUp(done);
}

interface LongCurve {
  readonly owner: string;
  readonly points: number;
  readonly bytes: number;
}

async function longCurves(pool: pg.Pool, { owners, points }: ThinQuery): Promise<LongCurve[]> {
  const { rows } = await pool.query<LongCurve>(
    `SELECT owner, sum(points)::bigint AS points, sum(${CHUNK_BYTES})::bigint AS bytes FROM events.chunk
     WHERE owner = ANY ($1::text[]) AND max_iter <> $2 GROUP BY owner, metric, variant, key HAVING sum(points) > $3`,
    [storable(owners), SINGLE_VALUE_ITER, points],
  );
  return rows;
}

interface Freed {
  readonly events: number;
  readonly bytes: number;
}

async function thinOwner(pool: pg.Pool, owner: string, most: number): Promise<Freed> {
  for (;;) {
    try {
      const upToId = await barrier(pool, owner);
      return await inTransaction(pool, async (connection) => {
        await claim(connection, owner, true);
        return thinClaimed(connection, owner, upToId, most);
      });
    } catch (error) {
      // A removal came between, which happens once for each removal.
      if (!(error instanceof Superseded)) throw error;
    }
  }
}

async function thinClaimed(connection: Connection, owner: string, upToId: number, most: number): Promise<Freed> {
  const headers = await new PostgresChunks(connection).headers({ owners: [owner], upToId, single: "exclude" });
  const old: ChunkHeader[] = [];
  let [events, added] = [0, 0];
  for (const curve of intoCurves(headers)) {
    const thinned = await thinCurve(new PostgresChunks(connection), curve, most);
    if (!thinned) continue;
    const written = newestWritten(curve.pieces);
    await insertChunks(
      connection,
      thinned.chunks.map((chunk) => ({ ...chunk, written })),
    );
    old.push(...curve.pieces);
    events += thinned.events;
    added += thinned.chunks.reduce((sum, chunk) => sum + bytesOf(chunk), 0);
  }
  const before = await sizeOf(connection, old);
  if (old.length > 0) await swap(connection, "chunk", old);
  return { events, bytes: before - added };
}

async function sizeOf(connection: Connection, pieces: readonly ChunkHeader[]): Promise<number> {
  const { rows } = await connection.query<{ bytes: number }>(
    `SELECT coalesce(sum(${CHUNK_BYTES}), 0)::bigint AS bytes FROM events.chunk WHERE ${AT_PLACES}`,
    placesOf(pieces),
  );
  return rows[0]?.bytes ?? 0;
}
