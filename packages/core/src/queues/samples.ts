import { setTimeout } from "node:timers/promises";
import { type Database, Prisma, type Transaction } from "@limpid/db";
import type { Context } from "../platform/context";

/** Milliseconds between two samples of a queue that changes all the time. */
const PAUSE = 1000;

/** Takes the samples of one queue, one at a time, until no change is left that is in none. */
class Sampler {
  readonly done: Promise<void>;
  #changed = true;
  readonly #hurry = new AbortController();

  constructor(sample: () => Promise<void>) {
    this.done = this.#run(sample);
  }

  /** The queue has changed again. */
  notice(): void {
    this.#changed = true;
  }

  /** Ends the pauses. */
  hurry(): void {
    this.#hurry.abort();
  }

  async #run(sample: () => Promise<void>): Promise<void> {
    while (this.#changed) {
      this.#changed = false;
      await sample();
      if (this.#changed) await setTimeout(PAUSE, null, { ref: false, signal: this.#hurry.signal }).catch(() => null);
    }
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
    await sampler.done.finally(() => atWork.delete(queueId));
  });
}

/** Resolves when the samples that this process owes for these queues are taken; all queues by default. */
export async function settleSamples(ctx: Context, queueIds?: readonly string[] | null): Promise<void> {
  const atWork = samplers.get(ctx.pool) ?? new Map<string, Sampler>();
  const owed = queueIds ? queueIds.flatMap((id) => atWork.get(id) ?? []) : [...atWork.values()];
  for (const sampler of owed) sampler.hurry();
  await Promise.allSettled(owed.map((sampler) => sampler.done));
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
