import type { Stack } from "../scripts/stack";
import { Client } from "./load";

const FIRST_ITERATION = 10_000_000;
const FIRST_TIMESTAMP = 1_700_000_000_000;
const CURVES = 10;

/**
 * Batches of scalars as the SDK writes them: ten curves of a noisy loss, JSON lines. The lines are written once and
 * iterations and times filled in for each batch, so that the client takes next to nothing of the machine from the server.
 */
export class ScalarBatches {
  readonly #body: Buffer;
  readonly #places: readonly { readonly iter: number; readonly timestamp: number }[];
  #iter = FIRST_ITERATION;

  /** @param size lines of a batch */
  constructor(
    task: string,
    readonly size = 1000,
  ) {
    const places: { iter: number; timestamp: number }[] = [];
    let text = "";
    for (let index = 0; index < size; index++) {
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
    this.#iter += Math.ceil(this.size / CURVES);
    return this.#body;
  }
}

export interface IngestLoad {
  /** Connections, each with a task of its own. */
  readonly clients: number;
  readonly seconds: number;
  /** Lines of a batch. */
  readonly size?: number;
}

/** Scalar events a second over HTTP: each client sends its next batch when the last one is answered. */
export async function measureIngest(stack: Stack, { clients, seconds, size }: IngestLoad): Promise<number> {
  const connections = await Promise.all(Array.from({ length: clients }, () => Client.login(stack.api_url, stack.user)));
  const tasks = await Promise.all(connections.map((client, index) => client.createTask(`ingest ${clients}/${index}`)));
  const started = performance.now();
  const end = started + seconds * 1000;
  const sent = await Promise.all(
    connections.map(async (client, index) => {
      const batches = new ScalarBatches(tasks[index] ?? "", size);
      let count = 0;
      for (; performance.now() < end; count += batches.size) await addBatch(client, batches);
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

async function addBatch(client: Client, batches: ScalarBatches): Promise<void> {
  const { added } = await client.call<{ added: number }>("events.add_batch", batches.next(), "application/json-lines");
  if (added !== batches.size) throw new Error(`${added} of ${batches.size} events were added`);
}
