import { openEventStore } from "@limpid/event-store/open";
import type { EventStore, ScalarRun } from "@limpid/event-store/store";
import pg from "pg";
import type { Stack } from "../scripts/stack";
import { Client } from "./load";

const FIRST_ITERATION = 10_000_000;
const FIRST_TIMESTAMP = 1_700_000_000_000;
const CURVES = 10;

/**
 * Batches of 1,000 scalars as the SDK writes them: ten curves of a noisy loss, JSON lines. The lines are written once and
 * iterations and times filled in for each batch, so that the client takes next to nothing of the machine from the server.
 */
export class ScalarBatches {
  static readonly size = 1000;
  readonly #body: Buffer;
  readonly #places: readonly { readonly iter: number; readonly timestamp: number }[];
  #iter = FIRST_ITERATION;

  constructor(task: string) {
    const places: { iter: number; timestamp: number }[] = [];
    let text = "";
    for (let index = 0; index < ScalarBatches.size; index++) {
      const curve = index % CURVES;
      const value = Math.fround(Math.exp(-index / 500) + Math.random() * 0.05);
      text += `{"type":"training_stats_scalar","task":"${task}","metric":"metric ${curve >> 1}","variant":"${curve & 1 ? "validation" : "train"}","iter":`;
      const iter = text.length;
      text += `${FIRST_ITERATION},"value":${value},"timestamp":`;
      places.push({ iter, timestamp: text.length });
      text += `${FIRST_TIMESTAMP},"worker":"host:gpu0"}\n`;
    }
    this.#body = Buffer.from(text);
    this.#places = places;
  }

  /** The next batch; overwrites the one before. */
  next(): Buffer {
    for (const [index, { iter, timestamp }] of this.#places.entries()) {
      const at = this.#iter + Math.floor(index / CURVES);
      this.#body.write(String(at), iter, "latin1");
      this.#body.write(String(FIRST_TIMESTAMP + (at - FIRST_ITERATION) * 250), timestamp, "latin1");
    }
    this.#iter += ScalarBatches.size / CURVES;
    return this.#body;
  }
}

/** Scalar events a second over HTTP: `clients` connections, each sending batches of 1,000 lines for some seconds to a task of its own. */
export async function measureIngest(stack: Stack, clients: number, seconds: number): Promise<number> {
  const connections = await Promise.all(Array.from({ length: clients }, () => Client.login(stack.api_url, stack.user)));
  const tasks = await Promise.all(connections.map((client, index) => client.createTask(`ingest ${clients}/${index}`)));
  const batches = tasks.map((task) => new ScalarBatches(task));
  const started = performance.now();
  const end = started + seconds * 1000;
  const sent = await Promise.all(
    connections.map(async (client, index) => {
      let count = 0;
      for (; performance.now() < end; count += ScalarBatches.size) await addBatch(client, batches[index]);
      return count;
    }),
  );
  return sent.reduce((sum, one) => sum + one, 0) / ((performance.now() - started) / 1000);
}

/** A task with 200,000 points in ten curves, sent over HTTP. */
export async function longTask(client: Client): Promise<string> {
  const task = await client.createTask("two hundred thousand points");
  const batches = new ScalarBatches(task);
  for (let batch = 0; batch < 200; batch++) await addBatch(client, batches);
  return task;
}

async function addBatch(client: Client, batches: ScalarBatches | undefined): Promise<void> {
  const { added } = await client.call<{ added: number }>("events.add_batch", batches?.next(), "application/json-lines");
  if (added !== ScalarBatches.size) throw new Error(`${added} of ${ScalarBatches.size} events were added`);
}

/** Bytes on disk of the whole schema, indexes and free space included, a point. */
export interface Density {
  readonly written: number;
  readonly compacted: number;
}

/**
 * What a million points of one kind take on disk: in a database of their own, written in batches of 1,000 for ten curves,
 * vacuumed as PostgreSQL does by itself, before and after compaction.
 * @param value of a point
 */
export async function measureDensity(stack: Stack, value: (iter: number) => number): Promise<Density> {
  const name = "bench_density";
  const url = new URL(stack.database_url);
  await administer(stack, `CREATE DATABASE ${name}`);
  url.pathname = `/${name}`;
  const database = new pg.Client({ connectionString: url.href });
  await database.connect();
  const store = await openEventStore({ url: url.href, autoCompact: false });
  try {
    await store.ready();
    const size = async (): Promise<number> => {
      await database.query("VACUUM");
      const { rows } = await database.query<{ bytes: number }>(
        `SELECT sum(pg_total_relation_size(c.oid))::float8 AS bytes FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname = 'events' AND c.relkind = 'r'`,
      );
      return rows[0]?.bytes ?? Number.NaN;
    };
    const empty = await size();
    const points = await writeCurves(store, value);
    const written = await size();
    await store.compact();
    return { written: (written - empty) / points, compacted: ((await size()) - empty) / points };
  } finally {
    await store.close();
    await database.end();
    await administer(stack, `DROP DATABASE ${name}`);
  }
}

async function writeCurves(store: EventStore, value: (iter: number) => number): Promise<number> {
  const batches = 1000;
  const each = ScalarBatches.size / CURVES;
  for (let batch = 0; batch < batches; batch++) {
    const iter = Array.from({ length: each }, (_, index) => batch * each + index);
    const run = { owner: "task", metric: "metric", worker: "host:gpu0", iter, timestamp: iter.map(timestampOf) };
    const scalars: ScalarRun[] = Array.from({ length: CURVES }, (_, curve) => ({
      ...{ ...run, variant: `variant ${curve}` },
      value: iter.map(value),
    }));
    await store.append({ scalars });
  }
  return batches * ScalarBatches.size;
}

const timestampOf = (iter: number): number => FIRST_TIMESTAMP + iter * 250;

async function administer(stack: Stack, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: stack.database_url });
  await client.connect();
  await client.query(statement);
  await client.end();
}
