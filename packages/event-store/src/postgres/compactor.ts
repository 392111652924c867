import type pg from "pg";
import { Compactor, compactEach } from "../compactor";
import { FULL_CHUNK } from "../scalars/plan";
import { type CompactionResult, SINGLE_VALUE_ITER } from "../store";
import { Compaction } from "./compaction";

/** Merges by itself what the database holds. */
export const postgresCompactor = (pool: pg.Pool, onError: (error: unknown) => void): Compactor =>
  new Compactor(
    {
      freshOwners: async () => {
        const { rows } = await pool.query<{ owner: string; pieces: number; newest: number }>(
          `SELECT owner, count(*) AS pieces, max(id) AS newest FROM (
             SELECT owner, id FROM events.chunk_fresh UNION ALL SELECT owner, id FROM events.log_fresh
           ) AS fresh GROUP BY owner`,
        );
        return rows;
      },
      compact: (owner, state, signal) => new Compaction(pool, owner, state, { patient: false, signal }).run(),
    },
    onError,
  );

/** See EventStore.compact. */
export async function compactNow(pool: pg.Pool, owner: string | undefined): Promise<CompactionResult> {
  const owners = owner === undefined ? await untidyOwners(pool) : [owner];
  return compactEach(owners, (one) => new Compaction(pool, one, "settled", { patient: true }).run());
}

/** Owners with fresh pieces, or with several small ones that could be one. */
async function untidyOwners(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ owner: string }>(
    `SELECT owner FROM events.chunk_fresh UNION SELECT owner FROM events.log_fresh
     UNION SELECT owner FROM events.chunk_compacted WHERE points < $1
       GROUP BY owner, metric, variant, key, max_iter = $2 HAVING count(*) > 1
     UNION SELECT owner FROM events.log_compacted GROUP BY owner HAVING count(*) > 1
     ORDER BY owner`,
    [FULL_CHUNK, SINGLE_VALUE_ITER],
  );
  return rows.map((row) => row.owner);
}
