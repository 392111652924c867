import type { CompactionResult } from "./store";

/** More is coming, or all is to be tidy. */
export type State = "busy" | "settled";

/** An owner with fresh pieces. */
export interface FreshOwner {
  readonly owner: string;
  readonly pieces: number;
  /** Grows with each append. */
  readonly newest: number;
}

/** What an engine does for a compactor. */
export interface CompactorEngine {
  freshOwners(): Promise<readonly FreshOwner[]>;
  /** Leaves the owner to another process that is at it. Ends early when the signal says so. */
  compact(owner: string, state: State, signal: AbortSignal): Promise<unknown>;
}

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
  readonly #engine: CompactorEngine;
  readonly #onError: (error: unknown) => void;
  readonly #stop = new AbortController();
  /** Owners that are to be settled once they are quiet. */
  readonly #known = new Map<string, Known>();
  readonly #resting = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(engine: CompactorEngine, onError: (error: unknown) => void) {
    this.#engine = engine;
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
    for (const { owner, pieces, newest } of await this.#engine.freshOwners()) {
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
      await this.#engine.compact(owner, state, signal);
    } catch (error) {
      this.#resting.set(owner, now + restAfterFailure);
      this.#onError(error);
    }
  }
}

/** Compacts one owner after the other. */
export async function compactEach(
  owners: readonly string[],
  compact: (owner: string) => Promise<CompactionResult>,
): Promise<CompactionResult> {
  const sum = { series: 0, chunksBefore: 0, chunksAfter: 0 };
  for (const owner of owners) {
    const done = await compact(owner);
    sum.series += done.series;
    sum.chunksBefore += done.chunksBefore;
    sum.chunksAfter += done.chunksAfter;
  }
  return sum;
}
