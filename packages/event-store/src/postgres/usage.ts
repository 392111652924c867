import type pg from "pg";
import type { Usage } from "../store";
import { addUp } from "../usage";
import { RECORD_KINDS } from "./columns";
import { storable } from "./sql";

/** Of a chunk with its bins. */
export const CHUNK_BYTES = "pg_column_size(data) + coalesce(octet_length(fine), 0) + coalesce(octet_length(coarse), 0)";

/** A record's own bytes. Sizes of columns are known without reading them. */
export const RECORD_BYTES =
  "coalesce(pg_column_size(body), 0) + coalesce(pg_column_size(url), 0) + coalesce(pg_column_size(extra), 0)" +
  " + coalesce(pg_column_size(worker), 0) + pg_column_size(metric) + pg_column_size(variant) + pg_column_size(key)";

/** SQL that names a record's kind. */
export const RECORD_KIND = `CASE kind ${Object.entries(RECORD_KINDS)
  .map(([name, number]) => `WHEN ${number} THEN '${name}'`)
  .join(" ")} END`;

/** See EventStore.usage. */
export async function usage(pool: pg.Pool, owners: readonly string[]): Promise<Usage[]> {
  const { rows } = await pool.query<Usage>(
    `SELECT owner, 'scalar' AS kind, sum(points)::bigint AS events, sum(${CHUNK_BYTES})::bigint AS bytes
     FROM events.chunk WHERE owner = ANY ($1::text[]) GROUP BY owner
     UNION ALL
     SELECT owner, 'log', sum(lines)::bigint, sum(pg_column_size(data) + pg_column_size(contents) + coalesce(pg_column_size(search), 0))::bigint
     FROM events.log WHERE owner = ANY ($1::text[]) GROUP BY owner
     UNION ALL
     SELECT owner, ${RECORD_KIND}, count(*), sum(${RECORD_BYTES})::bigint
     FROM events.record WHERE owner = ANY ($1::text[]) GROUP BY owner, record.kind`,
    [storable(owners)],
  );
  return addUp(rows);
}
