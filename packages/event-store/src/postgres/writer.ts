import type pg from "pg";
import { GroupCommit } from "../group-commit";
import { type RecordRow, type Rows, recordPlace, sizeOf } from "../rows";
import { blockColumns, chunkColumns, placeholders, recordColumns } from "./columns";

const maxTries = 4;

/** SQLSTATE of an error that the server sent, so that the transaction is surely gone. */
function refusalCode(error: unknown): string | undefined {
  const code = (error as { code?: unknown }).code;
  // Class 57P: the server goes down; whether the commit went through is not known.
  return typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) && !code.startsWith("57P") && !code.startsWith("08")
    ? code
    : undefined;
}

const isTransient = (code: string | undefined): boolean => code === "40P01" || code === "40001";

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
      if (attempt >= maxTries || !isTransient(refusalCode(error))) throw error;
    }
  }
}

/** Writes batches in groups, each a transaction. */
export const groupWriter = (pool: pg.Pool): GroupCommit<Rows> =>
  new GroupCommit({
    write: (group) => write(pool, group),
    sizeOf,
    isRefusal: (error) => refusalCode(error) !== undefined,
    maxFlights: 2,
    maxGroupBytes: 32 * 1024 * 1024,
  });
