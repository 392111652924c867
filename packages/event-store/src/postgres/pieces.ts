import type { NewBlock } from "../logs/blocks";
import type { NewChunk } from "../scalars/runs";
import { blockColumns, chunkColumns, compactedColumns, indexColumns } from "./columns";
import { LOCKS } from "./schema";
import type { Connection } from "./sql";

interface Piece {
  readonly owner: string;
  readonly id: number;
}

/** Held until the transaction ends: nobody else takes pieces of these owners away (or adds some, `gate`). */
export async function lockOwner(connection: Connection, lock: "gate" | "pieces", owner: string): Promise<void> {
  await connection.query("SELECT pg_advisory_xact_lock($1, events.lock_key($2))", [LOCKS[lock], owner]);
}

/**
 * The condition on pieces by id, with {@link placesOf} as the statement's first values. Two lists and not pairs: ids are
 * unique, and where an index holds owners alone a list is looked up by hash.
 */
export const AT_PLACES = "owner = ANY ($1::text[]) AND id = ANY ($2::bigint[])";

export const placesOf = (pieces: readonly Piece[]): [owners: string[], ids: number[]] => [
  [...new Set(pieces.map(({ owner }) => owner))],
  pieces.map(({ id }) => id),
];

/** Deletes pieces by id. @returns how many there were */
export async function deletePieces(
  connection: Connection,
  table: "chunk" | "log",
  pieces: readonly Piece[],
): Promise<number> {
  if (pieces.length === 0) return 0;
  const { rowCount } = await connection.query(`DELETE FROM events.${table} WHERE ${AT_PLACES}`, placesOf(pieces));
  return rowCount ?? 0;
}

/** @param rows with their place in the order of writing */
export async function insertChunks(
  connection: Connection,
  rows: readonly (NewChunk & { readonly written: number })[],
): Promise<void> {
  if (rows.length === 0) return;
  await connection.query(
    `INSERT INTO events.chunk_compacted (owner, metric, variant, key, fresh, ascending, points, min_iter, max_iter,
       min_timestamp, max_timestamp, written, data, fine, coarse)
     SELECT owner, metric, variant, key, false, ascending, points, min_iter, max_iter, min_timestamp, max_timestamp, written,
       substr($13::bytea, start, length),
       CASE WHEN fine_length > 0 THEN substr($16::bytea, fine_start, fine_length) END,
       CASE WHEN coarse_length > 0 THEN substr($19::bytea, coarse_start, coarse_length) END
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::boolean[], $6::integer[], $7::bigint[], $8::bigint[],
         $9::bigint[], $10::bigint[], $11::integer[], $12::integer[], $14::integer[], $15::integer[], $17::integer[],
         $18::integer[], $20::bigint[]) WITH ORDINALITY
       AS row (owner, metric, variant, key, ascending, points, min_iter, max_iter, min_timestamp, max_timestamp, start,
         length, fine_start, fine_length, coarse_start, coarse_length, written, place)
     ORDER BY place`,
    [...chunkColumns(rows), ...compactedColumns(rows)],
  );
}

export async function insertBlocks(
  connection: Connection,
  rows: readonly (NewBlock & { readonly owner: string })[],
): Promise<void> {
  if (rows.length === 0) return;
  const types = ["text", "integer", "integer", "bigint", "bigint", "text", "integer", "integer"];
  await connection.query(
    `INSERT INTO events.log_compacted (owner, fresh, lines, size, min_timestamp, max_timestamp, contents, data, search)
     SELECT owner, false, lines, size, min_timestamp, max_timestamp, contents, substr($9::bytea, start, length),
       CASE WHEN search_length > 0 THEN substr($12::bytea, search_start, search_length) END
     FROM unnest(${arrays(types)}, $10::integer[], $11::integer[])
       AS row (owner, lines, size, min_timestamp, max_timestamp, contents, start, length, search_start, search_length)`,
    [...blockColumns(rows), ...indexColumns(rows)],
  );
}

const arrays = (types: readonly string[]): string => types.map((type, index) => `$${index + 1}::${type}[]`).join(", ");
