import type pg from "pg";
import { blockColumns, chunkColumns, placeholders, recordColumns } from "./columns";
import { type RecordRow, type Rows, recordPlace } from "./rows";

/** Groups at work at once; more only make them smaller. */
const maxFlights = 2;
const maxGroupBytes = 32 * 1024 * 1024;
const maxTries = 4;

interface Waiting {
  readonly rows: Rows;
  readonly bytes: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** SQLSTATE of an error that the server sent, so that the transaction is surely gone. */
function refusalCode(error: unknown): string | undefined {
  const code = (error as { code?: unknown }).code;
  // Class 57P: the server goes down; whether the commit went through is not known.
  return typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) && !code.startsWith("57P") && !code.startsWith("08")
    ? code
    : undefined;
}

const isTransient = (code: string | undefined): boolean => code === "40P01" || code === "40001";

/**
 * Group commit: batches that arrive while others are being written go together in the next statement, so that many
 * writers share one flush to disk. A group that the server refuses is taken apart: only the batch at fault fails.
 */
export class GroupWriter {
  readonly #pool: pg.Pool;
  #waiting: Waiting[] = [];
  #flights = 0;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** Resolves when the rows are committed. */
  write(rows: Rows): Promise<void> {
    const bytes = [...rows.chunks.map(({ data }) => data), ...rows.blocks.map(({ data }) => data)]
      .concat(rows.records.flatMap(({ body }) => body ?? []))
      .reduce((total, { length }) => total + length, 0);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ rows, bytes, resolve, reject });
      this.#start();
    });
  }

  #start(): void {
    while (this.#flights < maxFlights && this.#waiting.length > 0) {
      let bytes = 0;
      let count = 0;
      for (const { bytes: size } of this.#waiting) {
        if (count > 0 && bytes + size > maxGroupBytes) break;
        bytes += size;
        count++;
      }
      const group = this.#waiting.splice(0, count);
      this.#flights++;
      void this.#fly(group).finally(() => {
        this.#flights--;
        this.#start();
      });
    }
  }

  async #fly(group: readonly Waiting[]): Promise<void> {
    try {
      await this.#send(group);
      for (const { resolve } of group) resolve();
    } catch (error) {
      if (group.length > 1 && refusalCode(error) !== undefined) {
        for (const one of group) await this.#fly([one]);
      } else {
        for (const { reject } of group) reject(error);
      }
    }
  }

  async #send(group: readonly Waiting[]): Promise<void> {
    const records = new Map<string, RecordRow>();
    for (const { rows } of group) for (const row of rows.records) records.set(recordPlace(row), row);
    const values = [
      ...chunkColumns(group.flatMap(({ rows }) => rows.chunks)),
      ...blockColumns(group.flatMap(({ rows }) => rows.blocks)),
      ...recordColumns([...records.values()]),
    ];
    const text = `SELECT events.append(${placeholders(values.length)})`;
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#pool.query({ name: "events-append", text, values });
        return;
      } catch (error) {
        if (attempt >= maxTries || !isTransient(refusalCode(error))) throw error;
      }
    }
  }
}
