import type pg from "pg";
import { FULL_CHUNK } from "../scalars/plan";
import { type CompactionResult, SINGLE_VALUE_ITER } from "../store";
import { Compaction, type State } from "./compaction";

/** Milliseconds between looks. */
const interval = 5_000;
/** An owner that nothing was written to for so long is settled. */
const settleAfter = 60_000;
/** Fresh pieces of an owner that are worth a look before. */
const busyFrom = 16;
/** An owner whose compaction failed is left alone for so long. */
const restAfterFailure = 600_000;

interface Known {
  /** Newest fresh piece. */
  newest: number;
  /** When it was first seen. */
  since: number;
}

/** Looks for owners with fresh pieces and compacts them; several processes share the work. */
export class Compactor {
  readonly #pool: pg.Pool;
  readonly #onError: (error: unknown) => void;
  readonly #stop = new AbortController();
  /** Owners that are to be settled once they are quiet. */
  readonly #known = new Map<string, Known>();
  readonly #resting = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(pool: pg.Pool, onError: (error: unknown) => void) {
    this.#pool = pool;
    this.#onError = onError;
  }

  start(): void {
    if (this.#timer || this.#stop.signal.aborted) return;
    this.#timer = setTimeout(() => {
      this.#running = this.look(Date.now())
        .catch(this.#onError)
        .finally(() => {
          this.#timer = undefined;
          this.start();
        });
    }, interval).unref();
  }

  /** Resolves when nothing is at work any more. */
  async stop(): Promise<void> {
    this.#stop.abort();
    clearTimeout(this.#timer);
    await this.#running;
  }

  /** Compacts what needs it at this time (milliseconds). */
  async look(now: number): Promise<void> {
    const { rows } = await this.#pool.query<{ owner: string; pieces: number; newest: number }>(
      `SELECT owner, count(*) AS pieces, max(id) AS newest FROM (
         SELECT owner, id FROM events.chunk_fresh UNION ALL SELECT owner, id FROM events.log_fresh
       ) AS fresh GROUP BY owner`,
    );
    for (const { owner, pieces, newest } of rows) {
      const known = this.#known.get(owner);
      if (known?.newest === newest) continue;
      this.#known.set(owner, { newest, since: now });
      if (pieces >= busyFrom) await this.#compact(owner, "busy", now);
    }
    for (const [owner, { since }] of this.#known) {
      if (now - since < settleAfter) continue;
      this.#known.delete(owner);
      await this.#compact(owner, "settled", now);
    }
  }

  async #compact(owner: string, state: State, now: number): Promise<void> {
    const { signal } = this.#stop;
    if (signal.aborted || (this.#resting.get(owner) ?? 0) > now) return;
    this.#resting.delete(owner);
    try {
      await new Compaction(this.#pool, owner, state, { patient: false, signal }).run();
    } catch (error) {
      this.#resting.set(owner, now + restAfterFailure);
      this.#onError(error);
    }
  }
}

/** See EventStore.compact. */
export async function compactNow(pool: pg.Pool, owner: string | undefined): Promise<CompactionResult> {
  const owners = owner === undefined ? await untidyOwners(pool) : [owner];
  const sum = { series: 0, chunksBefore: 0, chunksAfter: 0 };
  for (const one of owners) {
    const done = await new Compaction(pool, one, "settled", { patient: true }).run();
    sum.series += done.series;
    sum.chunksBefore += done.chunksBefore;
    sum.chunksAfter += done.chunksAfter;
  }
  return sum;
}

/** Owners with fresh pieces, or with several small ones that could be one. */
async function untidyOwners(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ owner: string }>(
    `SELECT owner FROM events.chunk_fresh UNION SELECT owner FROM events.log_fresh
     UNION SELECT owner FROM events.chunk_compacted WHERE points < $1
       GROUP BY owner, metric, variant, key, max_iter = $2 HAVING count(*) > 1
     UNION SELECT owner FROM events.log_compacted GROUP BY owner HAVING count(*) > 1
     ORDER BY owner`,
    [FULL_CHUNK, SINGLE_VALUE_ITER],
  );
  return rows.map((row) => row.owner);
}
