import type { EventStore, ScalarRun } from "@limpid/event-store/store";

const FIRST_TIMESTAMP = 1_700_000_000_000;
/** Points of one batch. */
const BATCH = 10_000;
/** Batches that are on their way at once. */
const AT_ONCE = 4;

/** Owner of the long curve. */
export const LONG = "long";
/** Points of one run of {@link addRuns}: ten curves of a thousand. */
export const RUN_POINTS = 10_000;
/** What {@link addCharts} writes. */
export const CHARTS = { charts: 100, runs: 50, points: 1000 } as const;

/** A noisy 32-bit loss from an iteration on. */
function curve(owner: string, names: { metric: string; variant: string }, first: number, count: number): ScalarRun {
  const iter = Float64Array.from({ length: count }, (_, index) => first + index);
  const timestamp = iter.map((at) => FIRST_TIMESTAMP + at * 250);
  const value = iter.map((at) => Math.fround((0.2 + Math.exp(-at / 5000)) * (1 + Math.random() / 10)));
  return { owner, ...names, worker: "host:gpu0", iter, timestamp, value };
}

/** Appends what `batch` makes for each number below `count`, some at a time. */
async function appendAll(store: EventStore, count: number, batch: (index: number) => ScalarRun[]): Promise<void> {
  let next = 0;
  const writer = async () => {
    while (next < count) await store.append({ scalars: batch(next++) });
  };
  await Promise.all(Array.from({ length: AT_ONCE }, writer));
}

/** Lengthens the long curve. */
export async function growCurve(store: EventStore, from: number, to: number): Promise<void> {
  const names = { metric: "loss", variant: "train" };
  await appendAll(store, (to - from) / BATCH, (index) => [curve(LONG, names, from + index * BATCH, BATCH)]);
}

/** Adds the runs from one number to before another: ten curves each. */
export async function addRuns(store: EventStore, from: number, to: number): Promise<void> {
  const each = RUN_POINTS / 10;
  await appendAll(store, to - from, (index) =>
    Array.from({ length: 10 }, (_, number) =>
      curve(
        `run ${from + index}`,
        { metric: `metric ${number >> 1}`, variant: number & 1 ? "validation" : "train" },
        0,
        each,
      ),
    ),
  );
}

/** Adds runs with a hundred curves each, and compacts them. @returns their owners. */
export async function addCharts(store: EventStore): Promise<string[]> {
  const owners = Array.from({ length: CHARTS.runs }, (_, index) => `charted ${index}`);
  await appendAll(store, owners.length, (index) =>
    Array.from({ length: CHARTS.charts }, (_, number) =>
      curve(owners[index] ?? "", { metric: `metric ${number}`, variant: "train" }, 0, CHARTS.points),
    ),
  );
  await store.compact();
  return owners;
}
