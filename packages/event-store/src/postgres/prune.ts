import type pg from "pg";
import { checkIters } from "../records/prune";
import type { PruneQuery, Usage } from "../store";
import { addUp } from "../usage";
import { RECORD_KINDS } from "./columns";
import { lockOwner } from "./pieces";
import { byLock } from "./remove";
import { type Connection, inTransaction, storable } from "./sql";
import { RECORD_BYTES, RECORD_KIND } from "./usage";

/** See EventStore.prune. */
export async function prune(pool: pg.Pool, query: PruneQuery): Promise<Usage[]> {
  checkIters(query.iters);
  if (query.dryRun) return addUp(await run(pool, storable(query.owners), query));
  const gone: Usage[] = [];
  for (const owners of await byLock(pool, storable(query.owners))) {
    const [first] = owners;
    if (first === undefined) continue;
    gone.push(
      ...(await inTransaction(pool, async (connection) => {
        await lockOwner(connection, "gate", first);
        return run(connection, owners, query);
      })),
    );
  }
  return addUp(gone);
}

/** Deletes, or only counts, what lies behind the newest iterations. */
async function run(connection: Connection, owners: readonly string[], { kinds, iters, dryRun }: PruneQuery) {
  const old = `SELECT owner, kind, identity FROM (
      SELECT owner, kind, identity, dense_rank() OVER (PARTITION BY owner, kind, metric, variant ORDER BY iter DESC) AS place
      FROM events.record WHERE owner = ANY ($1::text[]) AND kind = ANY ($2::smallint[])
    ) AS ranked WHERE place > $3`;
  const gone = dryRun
    ? `SELECT record.* FROM events.record JOIN (${old}) AS old USING (owner, kind, identity)`
    : `DELETE FROM events.record USING (${old}) AS old
       WHERE record.owner = old.owner AND record.kind = old.kind AND record.identity = old.identity RETURNING record.*`;
  const { rows } = await connection.query<Usage>(
    `WITH gone AS (${gone}) SELECT owner, ${RECORD_KIND} AS kind, count(*) AS events, sum(${RECORD_BYTES})::bigint AS bytes
     FROM gone GROUP BY owner, gone.kind`,
    [owners, kinds.map((kind) => RECORD_KINDS[kind]), iters],
  );
  return rows;
}
