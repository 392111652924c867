import type pg from "pg";
import { inTransaction } from "./sql";

/** How a schema came to be, step by step; a step that was released is never changed. */
export interface SchemaHistory {
  /** A plain identifier. */
  readonly schema: string;
  /** First number of the advisory lock that processes wait for each other with. */
  readonly lock: number;
  readonly steps: readonly string[];
}

/**
 * Brings a schema to this version; processes that start together wait for each other.
 * @param last the step to stop behind
 * @throws Error when a newer version has been here.
 */
export async function upgrade(pool: pg.Pool, { schema, lock, steps }: SchemaHistory, last: number): Promise<void> {
  await inTransaction(pool, async (connection) => {
    await connection.query("SELECT pg_advisory_xact_lock($1, 0)", [lock]);
    await connection.query(`
      CREATE SCHEMA IF NOT EXISTS ${schema};
      CREATE TABLE IF NOT EXISTS ${schema}.step (number integer PRIMARY KEY, done_at timestamptz NOT NULL DEFAULT now())`);
    const { rows } = await connection.query<{ number: number }>(
      `SELECT coalesce(max(number), 0) AS number FROM ${schema}.step`,
    );
    const done = rows[0]?.number ?? 0;
    if (done > steps.length) {
      throw new Error(`the event store was upgraded by a newer version (step ${done}); this one knows ${steps.length}`);
    }
    for (const [index, step] of steps.slice(0, last).entries()) {
      if (index < done) continue;
      await connection.query(step);
      await connection.query(`INSERT INTO ${schema}.step (number) VALUES ($1)`, [index + 1]);
    }
  });
}
