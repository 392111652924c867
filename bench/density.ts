import { openEventStore } from "@limpid/event-store/open";
import type { EventStore, ScalarRun } from "@limpid/event-store/store";
import pg from "pg";
import type { Stack } from "../scripts/stack";

const FIRST_TIMESTAMP = 1_700_000_000_000;
const BATCHES = 4000;
const CURVES = 10;
const EACH = 100;

/** Kinds of series, and what they may take on disk when compacted (bytes a point). */
export const KINDS: readonly {
  readonly name: string;
  readonly aim: string;
  readonly value: (iter: number) => number;
}[] = [
  { name: "constant", aim: "≤ 1", value: () => 0.001 },
  { name: "integer counter", aim: "≤ 1", value: (iter) => iter * 64 },
  {
    name: "noisy 32-bit loss",
    aim: "≤ 3",
    value: (iter) => Math.fround((0.2 + Math.exp(-iter / 5000)) * (1 + Math.random() / 10)),
  },
  {
    name: "learning-rate schedule: warm-up and cosine, 64-bit",
    aim: "",
    value: (iter) => (iter < 2000 ? (iter / 2000) * 1e-3 : 5e-4 * (1 + Math.cos((Math.PI * (iter - 2000)) / 98_000))),
  },
  { name: "random 64-bit", aim: "", value: () => Math.random() },
];

/** Bytes on disk a point, indexes and free space included. */
export interface Density {
  readonly written: number;
  readonly compacted: number;
}

/** Bytes on disk of a database's whole event store, indexes and free space included, vacuumed as PostgreSQL does by itself. */
export async function eventBytes(url: string): Promise<number> {
  const database = new pg.Client({ connectionString: url });
  await database.connect();
  try {
    await database.query("VACUUM");
    const { rows } = await database.query<{ bytes: number }>(
      `SELECT sum(pg_total_relation_size(c.oid))::float8 AS bytes FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = 'events' AND c.relkind = 'r'`,
    );
    return rows[0]?.bytes ?? Number.NaN;
  } finally {
    await database.end();
  }
}

/**
 * What four million points of one kind take: in a database of their own, written in batches of 1,000 for ten curves, before and after compaction.
 * @param value of a point
 */
export async function measureDensity(stack: Stack, value: (iter: number) => number): Promise<Density> {
  const name = "bench_density";
  const url = new URL(stack.database_url);
  await administer(stack, `CREATE DATABASE ${name}`);
  url.pathname = `/${name}`;
  const store = await openEventStore({ url: url.href, autoCompact: false });
  try {
    await store.ready();
    const empty = await eventBytes(url.href);
    const points = await writeCurves(store, value);
    const written = await eventBytes(url.href);
    await store.compact();
    return { written: (written - empty) / points, compacted: ((await eventBytes(url.href)) - empty) / points };
  } finally {
    await store.close();
    await administer(stack, `DROP DATABASE ${name}`);
  }
}

/** Writes four million points of one task. @returns how many */
export async function writeCurves(store: EventStore, value: (iter: number) => number): Promise<number> {
  for (let batch = 0; batch < BATCHES; batch++) {
    const iter = Array.from({ length: EACH }, (_, index) => batch * EACH + index);
    const run = { owner: "task", metric: "metric", worker: "host:gpu0", iter, timestamp: iter.map(timestampOf) };
    const scalars: ScalarRun[] = Array.from({ length: CURVES }, (_, curve) => ({
      ...{ ...run, variant: `variant ${curve}` },
      value: iter.map(value),
    }));
    await store.append({ scalars });
  }
  return BATCHES * CURVES * EACH;
}

const timestampOf = (iter: number): number => FIRST_TIMESTAMP + iter * 250;

async function administer(stack: Stack, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: stack.database_url });
  await client.connect();
  await client.query(statement);
  await client.end();
}
