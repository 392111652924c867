import type pg from "pg";
import type { OwnersQuery } from "../store";
import { Conditions } from "./sql";

/** See EventStore.owners. Each table's first ones come off its primary key. */
export async function listOwners(pool: pg.Pool, { after, limit }: OwnersQuery): Promise<string[]> {
  const conditions = new Conditions();
  if (after !== undefined) conditions.add(`owner > ${conditions.bind(after.split("\0", 1)[0])}`);
  const most = conditions.bind(limit);
  const first = (table: string): string =>
    `(SELECT DISTINCT owner FROM events.${table}${conditions.where()} ORDER BY owner LIMIT ${most})`;
  const { rows } = await pool.query<{ owner: string }>(
    `SELECT owner FROM (${["chunk", "log", "record"].map(first).join(" UNION ")}) AS each ORDER BY owner LIMIT ${most}`,
    conditions.values,
  );
  return rows.map(({ owner }) => owner);
}
