import { setTimeout } from "node:timers/promises";
import { type Database, Prisma, type Transaction } from "@limpid/db";
import type { Context } from "../platform/context";

/** Milliseconds between two samples of a queue that changes all the time. */
const PAUSE = 1000;

/** Takes the samples of one queue, one at a time, until no change is left that is in none. */
class Sampler {
  #changed = true;
  #current: Promise<void> = Promise.resolve();

  constructor(private readonly sample: () => Promise<void>) {}

  /** The queue has changed again. */
  notice(): void {
    this.#changed = true;
  }

  /** @param ended called when no change is left, before another can come. */
  async run(ended: () => void): Promise<void> {
    try {
      while (this.#changed) {
        await this.#take();
        if (this.#changed) await setTimeout(PAUSE, undefined, { ref: false });
      }
    } finally {
      ended();
    }
  }

  /** Resolves when all changes so far are in a sample, which does not wait for a pause to end. */
  async settle(): Promise<void> {
    await this.#current;
    await (this.#changed ? this.#take() : this.#current);
  }

  #take(): Promise<void> {
    this.#changed = false;
    this.#current = this.sample();
    return this.#current;
  }
}

/** Samplers at work in this process, by database and queue. */
const samplers = new WeakMap<Database, Map<string, Sampler>>();

/**
 * Notes, once the change of a queue is committed, how long the queue is and how long its entries have waited (wire-protocol §9), and moves
 * its `last_update`. A sample reads the whole queue and writing it would make callers wait for each other, so changes that come while one
 * is taken share the next: the last change is always in a sample, and a busy queue costs one a second.
 */
export function sampleQueue(ctx: Context, queueId: string): void {
  ctx.afterCommit(async () => {
    const atWork = samplers.get(ctx.pool) ?? new Map<string, Sampler>();
    samplers.set(ctx.pool, atWork);
    const known = atWork.get(queueId);
    if (known) return known.notice();
    const sampler = new Sampler(async () => {
      const now = ctx.now();
      await ctx.pool.queue.updateMany({ where: { id: queueId }, data: { last_update: now } });
      await takeSamples(ctx.pool, Prisma.sql`queue.id = ${queueId}`, now);
    });
    atWork.set(queueId, sampler);
    await sampler.run(() => atWork.delete(queueId));
  });
}

/** Resolves when all changes that this process has made so far are in samples. */
export async function settleSamples(ctx: Context): Promise<void> {
  const atWork = samplers.get(ctx.pool)?.values() ?? [];
  await Promise.allSettled([...atWork].map((sampler) => sampler.settle()));
}

/** One sample of every queue that meets a condition on `queue`. */
export async function takeSamples(db: Transaction, condition: Prisma.Sql, now: Date): Promise<void> {
  const time = Prisma.sql`${now}::timestamptz`;
  await db.$executeRaw(Prisma.sql`
    INSERT INTO queue_samples (queue, time, length, waiting_time)
    SELECT queue.id, ${time}, count(entry.task)::int, coalesce(avg(greatest(extract(epoch FROM ${time} - entry.added), 0)), 0)
    FROM queues AS queue LEFT JOIN queue_entries AS entry ON entry.queue = queue.id
    WHERE ${condition} GROUP BY queue.id`);
}
