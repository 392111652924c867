import type pg from "pg";
import { GroupCommit } from "../group-commit";
import { type RecordRow, type Rows, recordPlace, sizeOf } from "../rows";
import { blockColumns, chunkColumns, placeholders, recordColumns } from "./columns";
import { isRefusal, sqlState } from "./faults";

const maxTries = 4;

const isTransient = (error: unknown): boolean => ["40P01", "40001"].includes(sqlState(error) ?? "");

async function write(pool: pg.Pool, group: readonly Rows[]): Promise<void> {
  const records = new Map<string, RecordRow>();
  for (const rows of group) for (const row of rows.records) records.set(recordPlace(row), row);
  const values = [
    ...chunkColumns(group.flatMap(({ chunks }) => chunks)),
    ...blockColumns(group.flatMap(({ blocks }) => blocks)),
    ...recordColumns([...records.values()]),
  ];
  const text = `SELECT events.append(${placeholders(values.length)})`;
  for (let attempt = 1; ; attempt++) {
    try {
      await pool.query({ name: "events-append", text, values });
      return;
    } catch (error) {
      if (attempt >= maxTries || !isTransient(error)) throw error;
    }
  }
}

/** Writes batches in groups, each a transaction. */
export const groupWriter = (pool: pg.Pool): GroupCommit<Rows> =>
  new GroupCommit({
    write: (group) => write(pool, group),
    sizeOf,
    isRefusal,
    maxFlights: 2,
    maxGroupBytes: 32 * 1024 * 1024,
  });
