import type { EventStore, StoredEvent } from "@limpid/event-store/store";

/** What a batch consists of. */
const BATCH = { points: 20, lines: 5 } as const;
const PAGE = 2000;

/** Batch `number` of a task as JSON lines: points of two curves, console lines and a plot. */
export function batchOf(task: string, number: number): string {
  const of = (type: string, rest: object) => JSON.stringify({ type, task, ...rest });
  const lines: string[] = [];
  for (let index = 0; index < BATCH.points; index++) {
    const iter = number * BATCH.points + index;
    for (const variant of ["train", "validation"]) {
      lines.push(
        of("training_stats_scalar", {
          metric: "loss",
          variant,
          iter,
          value: iter / 7,
          timestamp: 1_700_000_000_000 + iter,
        }),
      );
    }
  }
  for (let index = 0; index < BATCH.lines; index++) {
    lines.push(
      of("log", { msg: `${number}/${index}`, timestamp: 1_700_000_000_000 + number, level: "INFO", worker: "w" }),
    );
  }
  lines.push(of("plot", { metric: "plot", variant: "p", iter: number, plot_str: `{"data":[{"x":[${number}]}]}` }));
  return lines.join("\n");
}

/** What one task was sent: batches by number, whether they were answered. */
export class Ledger {
  readonly #sent: boolean[] = [];

  constructor(readonly task: string) {}

  /** Number of the next batch. */
  get next(): number {
    return this.#sent.length;
  }

  sent(isAcknowledged: boolean): void {
    this.#sent.push(isAcknowledged);
  }

  get acknowledged(): number {
    return this.#sent.filter(Boolean).length;
  }

  /** Batches that were stored though nobody was told, which may be. */
  stored = 0;

  /** What is not as it must be, in words: an answered batch is there once and whole, another one is so or is not there at all. */
  async faults(store: EventStore): Promise<string[]> {
    const faults: string[] = [];
    const lines = new Map<string, number>();
    for await (const line of events(store, this.task, "log")) {
      const { msg = "" } = line as { msg?: string };
      lines.set(msg, (lines.get(msg) ?? 0) + 1);
    }
    const plots = new Set<number>();
    for await (const plot of events(store, this.task, "plot")) plots.add(plot.iter ?? -1);
    const curves = await store.series({ owners: [this.task] });
    const values = curves.map(({ iter, value }) => new Map(Array.from(iter, (at, index) => [at, value[index]])));
    this.stored = 0;
    let known = 0;
    for (const [number, isAcknowledged] of this.#sent.entries()) {
      const found = Array.from({ length: BATCH.lines }, (_, index) => lines.get(`${number}/${index}`) ?? 0);
      const points = Array.from({ length: BATCH.points }, (_, index) => number * BATCH.points + index);
      const isThere = (found[0] ?? 0) > 0;
      const isWhole =
        found.every((count) => count === (isThere ? 1 : 0)) &&
        plots.has(number) === isThere &&
        [0, 1].every((curve) => points.every((at) => values[curve]?.get(at) === (isThere ? at / 7 : undefined)));
      if (!isWhole) faults.push(`batch ${number} of ${this.task} is there in part or more than once`);
      if (isAcknowledged && !isThere) faults.push(`batch ${number} of ${this.task} was answered and is lost`);
      if (isThere) known++;
      if (isThere && !isAcknowledged) this.stored++;
    }
    if (lines.size !== known * BATCH.lines || plots.size !== known) faults.push(`${this.task} has what nobody sent`);
    return faults;
  }
}

async function* events(store: EventStore, owner: string, kind: "log" | "plot"): AsyncGenerator<StoredEvent> {
  for (let after: string | undefined; ; ) {
    const page = await store.scan({ owner, kind, order: "timestamp", direction: "asc", limit: PAGE, after });
    yield* page.events;
    if (page.events.length === 0 || page.next === null) return;
    after = page.next;
  }
}
