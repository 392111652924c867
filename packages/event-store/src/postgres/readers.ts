import pg from "pg";
import type { Block, BlockHeader, BlockReader, Content } from "../logs/blocks";
import type { Level } from "../scalars/bins";
import type { BinnedChunk, Chunk, ChunkHeader, ChunkReader, ChunkSelection } from "../scalars/chunks";
import { SINGLE_VALUE_ITER } from "../store";
import { AT_PLACES, placesOf } from "./pieces";
import { Conditions, type Connection, storable } from "./sql";

const int8 = 20;

/** 64-bit integers as numbers: all of ours are safe ones. */
export const numericTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number) =>
    oid === int8 ? Number : pg.types.getTypeParser(oid)) as typeof pg.types.getTypeParser,
};

const chunkColumns = `owner, id, coalesce(written, id) AS written, metric, variant, key, fresh, ascending, points, min_iter, max_iter,
  min_timestamp, max_timestamp, fine IS NOT NULL AS fine, coarse IS NOT NULL AS coarse`;

function chunkConditions(selection: ChunkSelection): Conditions {
  const conditions = new Conditions();
  conditions.add(`owner = ANY (${conditions.bind(storable(selection.owners))}::text[])`);
  conditions.metrics(selection.metrics);
  const { iter = {}, single, exceptMetrics = [], upToId } = selection;
  conditions.range("max_iter", { gt: iter.gt, gte: iter.gte });
  conditions.range("min_iter", { lt: iter.lt, lte: iter.lte });
  // Pieces of single values hold nothing else.
  if (single) conditions.add(`max_iter ${single === "only" ? "=" : "<>"} ${SINGLE_VALUE_ITER}`);
  if (exceptMetrics.length > 0) conditions.add(`metric <> ALL (${conditions.bind(storable(exceptMetrics))}::text[])`);
  if (upToId !== undefined) conditions.add(`id <= ${conditions.bind(upToId)}`);
  return conditions;
}

/** The bytes of pieces by id. */
async function readData(
  connection: Connection,
  [table, column]: readonly ["chunk", "data" | Level] | readonly ["log", "data"],
  pieces: readonly { readonly owner: string; readonly id: number }[],
): Promise<ReadonlyMap<number, Buffer>> {
  if (pieces.length === 0) return new Map();
  const { rows } = await connection.query<{ id: number; data: Buffer }>(
    `SELECT id, ${column} AS data FROM events.${table} WHERE ${AT_PLACES}`,
    placesOf(pieces),
  );
  return new Map(rows.map(({ id, data }) => [id, data]));
}

function withData<Header extends { readonly id: number }>(
  headers: readonly Header[],
  found: ReadonlyMap<number, Buffer>,
): (Header & { readonly data: Buffer })[] {
  return headers.flatMap((header) => {
    const data = found.get(header.id);
    return data ? { ...header, data } : [];
  });
}

/** Scalars as one connection sees them; one statement sees one state, several only within a snapshot. */
export class PostgresChunks implements ChunkReader {
  constructor(private readonly connection: Connection) {}

  async headers(selection: ChunkSelection): Promise<ChunkHeader[]> {
    const conditions = chunkConditions(selection);
    const { rows } = await this.connection.query<ChunkHeader>(
      `SELECT ${chunkColumns} FROM events.chunk${conditions.where()}`,
      conditions.values,
    );
    return rows;
  }

  async chunks(selection: ChunkSelection): Promise<Chunk[]> {
    const conditions = chunkConditions(selection);
    const { rows } = await this.connection.query<Chunk>(
      `SELECT ${chunkColumns}, data FROM events.chunk${conditions.where()}`,
      conditions.values,
    );
    return rows;
  }

  async load(headers: readonly ChunkHeader[]): Promise<Chunk[]> {
    return withData(headers, await readData(this.connection, ["chunk", "data"], headers));
  }

  async bins(headers: readonly ChunkHeader[], level: Level): Promise<BinnedChunk[]> {
    const found = withData(headers, await readData(this.connection, ["chunk", level], headers));
    return found.map(({ data, ...header }) => ({ ...header, bins: data }));
  }
}

/** Console lines as one connection sees them. */
export class PostgresBlocks implements BlockReader {
  constructor(private readonly connection: Connection) {}

  async headers(owners: readonly string[]): Promise<BlockHeader[]> {
    const { rows } = await this.connection.query<Omit<BlockHeader, "contents"> & { contents: string }>(
      `SELECT owner, id, fresh, lines, size, min_timestamp, max_timestamp, contents
       FROM events.log WHERE owner = ANY ($1::text[])`,
      [storable(owners)],
    );
    return rows.map((row) => ({ ...row, contents: JSON.parse(row.contents) as Content[] }));
  }

  async load(headers: readonly BlockHeader[]): Promise<Block[]> {
    return withData(headers, await readData(this.connection, ["log", "data"], headers));
  }

  async indexes(headers: readonly BlockHeader[]): Promise<ReadonlyMap<number, Buffer>> {
    const merged = headers.filter(({ fresh }) => !fresh);
    if (merged.length === 0) return new Map();
    const { rows } = await this.connection.query<{ id: number; search: Buffer }>(
      `SELECT id, search FROM events.log_compacted JOIN unnest($1::text[], $2::bigint[]) AS wanted (owner, id) USING (owner, id)
       WHERE search IS NOT NULL`,
      [merged.map(({ owner }) => owner), merged.map(({ id }) => id)],
    );
    return new Map(rows.map(({ id, search }) => [id, search]));
  }
}
