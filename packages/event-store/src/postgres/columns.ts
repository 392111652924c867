import type { NewBlock } from "../logs/blocks";
import type { RecordKind } from "../records/list";
import type { RecordRow } from "../rows";
import type { NewChunk } from "../scalars/runs";

/*
 * Rows as parameters of one statement: an array for each column, in the order of events.append. Bytes of all rows go
 * as one value, each row with its start (from 1) and length (0: none), because arrays of bytes travel as hexadecimal text.
 */

/** Kinds of records as the table numbers them. Stored: never renumber. */
export const RECORD_KINDS = { vector: 1, image: 2, plot: 3 } as const satisfies Record<RecordKind, number>;

type Column = readonly unknown[] | Buffer;

function packed(parts: readonly (Buffer | null)[]): Column[] {
  const starts: number[] = [];
  let next = 1;
  for (const part of parts) {
    starts.push(next);
    next += part?.length ?? 0;
  }
  return [starts, parts.map((part) => part?.length ?? 0), Buffer.concat(parts.filter((part) => part !== null))];
}

function pluck<Row>(rows: readonly Row[], names: readonly (keyof Row)[]): Column[] {
  return names.map((name) => rows.map((row) => row[name]));
}

export const chunkColumns = (rows: readonly NewChunk[]): Column[] => [
  ...pluck(rows, ["owner", "metric", "variant", "key", "ascending", "points"]),
  ...pluck(rows, ["min_iter", "max_iter", "min_timestamp", "max_timestamp"]),
  ...packed(rows.map(({ data }) => data)),
];

/** What only compacted chunks have: their bins, and their place in the order of writing. */
export const compactedColumns = (rows: readonly (NewChunk & { readonly written: number })[]): Column[] => [
  ...packed(rows.map(({ bins }) => bins?.fine ?? null)),
  ...packed(rows.map(({ bins }) => bins?.coarse ?? null)),
  rows.map(({ written }) => written),
];

export const blockColumns = (rows: readonly (NewBlock & { readonly owner: string })[]): Column[] => [
  ...pluck(rows, ["owner", "lines", "size", "min_timestamp", "max_timestamp"]),
  rows.map(({ contents }) => JSON.stringify(contents)),
  ...packed(rows.map(({ data }) => data)),
];

/** Starts, lengths and bytes of what search has to know of blocks. */
export const indexColumns = (rows: readonly NewBlock[]): Column[] => packed(rows.map(({ index }) => index ?? null));

export const recordColumns = (rows: readonly RecordRow[]): Column[] => [
  rows.map(({ owner }) => owner),
  rows.map(({ kind }) => RECORD_KINDS[kind]),
  ...pluck(rows, ["identity", "iter", "timestamp", "metric", "variant", "key", "worker", "url", "extra"]),
  ...packed(rows.map(({ body }) => body)),
];

/** `$1, $2 …` */
export const placeholders = (count: number): string =>
  Array.from({ length: count }, (_, index) => `$${index + 1}`).join(", ");
