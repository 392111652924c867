import { setTimeout } from "node:timers/promises";
import { type Database, Prisma } from "@limpid/db";
import type { Context } from "../platform/context";

/** Milliseconds between two samples of a queue that changes all the time. */
const PAUSE = 100;

/** Takes the samples of one queue, one at a time, until no change is left that is in none. */
class Sampler {
  readonly done: Promise<void>;
  #changed = true;

  constructor(sample: () => Promise<void>) {
    this.done = this.#run(sample);
  }

  /** The queue has changed again. */
  notice(): void {
    this.#changed = true;
  }

  async #run(sample: () => Promise<void>): Promise<void> {
    while (this.#changed) {
      this.#changed = false;
      await sample();
      if (this.#changed) await setTimeout(PAUSE, undefined, { ref: false });
    }
  }
}

/** Samplers at work in this process, by database and queue. */
const samplers = new WeakMap<Database, Map<string, Sampler>>();

/**
 * Notes, once the change of a queue is committed, how long the queue is and how long its entries have waited (wire-protocol §9), and moves
 * its `last_update`. A sample reads the whole queue, so changes that come while one is taken share the next: the last change is always in
 * a sample, and a busy queue costs ten samples a second at most.
 */
export function sampleQueue(ctx: Context, queueId: string): void {
  ctx.afterCommit(async () => {
    const atWork = samplers.get(ctx.pool) ?? new Map<string, Sampler>();
    samplers.set(ctx.pool, atWork);
    const known = atWork.get(queueId);
    if (known) return known.notice();
    const sampler = new Sampler(() => takeSample(ctx, queueId));
    atWork.set(queueId, sampler);
    await sampler.done.finally(() => atWork.delete(queueId));
  });
}

/** Resolves when the samples that this process owes for these queues are taken. */
export async function settleSamples(ctx: Context, queueIds: readonly string[]): Promise<void> {
  const atWork = samplers.get(ctx.pool);
  await Promise.allSettled(queueIds.map((id) => atWork?.get(id)?.done));
}

async function takeSample(ctx: Context, queueId: string): Promise<void> {
  const now = Prisma.sql`${ctx.now()}::timestamptz`;
  await ctx.pool.$executeRaw(Prisma.sql`
    WITH queue AS (UPDATE queues SET last_update = greatest(last_update, ${now}) WHERE id = ${queueId} RETURNING id)
    INSERT INTO queue_samples (queue, time, length, waiting_time)
    SELECT queue.id, ${now}, count(entry.task)::int, coalesce(avg(greatest(extract(epoch FROM ${now} - entry.added), 0)), 0)
    FROM queue LEFT JOIN queue_entries AS entry ON entry.queue = queue.id
    GROUP BY queue.id`);
}
