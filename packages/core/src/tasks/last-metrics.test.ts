import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createFindTest, type FindTest } from "../platform/find/testing";
import { md5, newId } from "../platform/ids";
import { clearLastMetrics, countEvents, MAX_PAIRS, PairSummary } from "./last-metrics";

let test: FindTest;
beforeAll(async () => {
  test = await createFindTest();
});
afterAll(() => test.close());

interface Point {
  readonly metric: string;
  readonly variant: string;
  readonly iter: number;
  readonly timestamp: number;
  readonly value: number;
}

const summarise = (points: readonly Point[]): PairSummary[] => {
  const pairs = new Map<string, PairSummary>();
  for (const { metric, variant, iter, timestamp, value } of points) {
    const key = JSON.stringify([metric, variant]);
    const pair = pairs.get(key) ?? new PairSummary(metric, variant);
    pairs.set(key, pair);
    pair.add(iter, timestamp, value, undefined);
  }
  return [...pairs.values()];
};

const count = (id: string, pairs: Iterable<PairSummary>, iter: number | null = null) =>
  countEvents(test.ctx, [{ id, model: false, iter, stats: new Map(), pairs }]);

const stored = (owner: string) => test.db.lastMetric.findMany({ where: { owner }, orderBy: { position: "asc" } });

/** The rules of wire-protocol §7.6 said once more, slowly: everything is kept and looked at again. */
function model(batches: readonly (readonly Point[])[]) {
  const pairs = new Map<string, Point[][]>();
  for (const batch of batches) {
    for (const key of new Set(batch.map(({ metric, variant }) => `${metric}/${variant}`))) {
      const own = batch.filter(({ metric, variant }) => `${metric}/${variant}` === key);
      pairs.set(key, [...(pairs.get(key) ?? []), own]);
    }
  }
  return Array.from(pairs, ([key, parts]) => {
    const all = parts.flat();
    const best = (points: readonly Point[], better: (one: Point, than: Point) => boolean) =>
      points.reduce((found, point) => (better(point, found) ? point : found));
    const last = best(
      parts.at(-1) ?? [],
      (one, than) => one.iter > than.iter || (one.iter === than.iter && one.timestamp >= than.timestamp),
    );
    const lowest = best(all, (one, than) => one.value < than.value);
    const highest = best(all, (one, than) => one.value > than.value);
    const first = best(parts[0] ?? [], (one, than) => one.iter < than.iter);
    return {
      key,
      value: last.value,
      min_value: lowest.value,
      min_value_iteration: BigInt(lowest.iter),
      max_value: highest.value,
      max_value_iteration: BigInt(highest.iter),
      first_value: first.value,
      first_value_iteration: BigInt(first.iter),
      count: BigInt(all.length),
      mean: all.reduce((sum, { value }) => sum + value, 0) / all.length,
    };
  });
}

const name = fc.constantFrom("loss", "acc", "", "odd.name$", "ü/%_");
const point: fc.Arbitrary<Point> = fc.record({
  metric: name,
  variant: name,
  iter: fc.oneof(fc.integer({ min: -3, max: 6 }), fc.constant(-2147483648)),
  timestamp: fc.integer({ min: 0, max: 3 }),
  value: fc
    .oneof(fc.integer({ min: -4, max: 4 }), fc.double({ min: -1e6, max: 1e6, noNaN: true }))
    .map((value) => value + 0),
});

it("comes to the same as a plain model, whatever the batches", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(point, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 5 }),
      async (batches) => {
        const task = await test.addTask({ name: "t" });
        for (const batch of batches) expect(await count(task, summarise(batch))).toEqual([]);
        const rows = await stored(task);
        const expected = model(batches);
        expect(rows.map(({ metric, variant }) => `${metric}/${variant}`)).toEqual(expected.map(({ key }) => key));
        for (const [index, row] of rows.entries()) {
          const { key: _key, mean, ...fields } = expected[index] ?? { key: "", mean: 0 };
          expect(row).toMatchObject(fields);
          expect(Math.abs((row.mean_value ?? Number.NaN) - mean)).toBeLessThanOrEqual(0.005001 + Math.abs(mean) * 1e-9);
          expect(row).toMatchObject({ metric_hash: md5(row.metric), variant_hash: md5(row.variant) });
        }
      },
    ),
    { numRuns: 60 },
  );
});

it("keeps the mean exact where two decimals would lose it", async () => {
  const task = await test.addTask({ name: "t" });
  for (let step = 0; step < 30; step++) {
    await count(task, summarise([{ metric: "m", variant: "v", iter: step, timestamp: step, value: 0.004 }]));
  }
  await count(task, summarise([{ metric: "m", variant: "v", iter: 30, timestamp: 30, value: 1 }]));
  // (30 · 0.004 + 1) / 31 = 0.0361; from means rounded to 0 it would be 0.03
  expect((await stored(task))[0]).toMatchObject({ mean_value: 0.04, count: 31n });
});

it("counts values whose mean is too small for a number", async () => {
  const task = await test.addTask({ name: "t" });
  const point = { metric: "m", variant: "v", iter: 1, timestamp: 1 };
  await count(task, summarise([5e-324, 0].map((value) => ({ ...point, value }))));
  await count(task, summarise([{ ...point, value: 0 }]));
  expect((await stored(task))[0]).toMatchObject({ mean_value: 0, count: 3n, sum_value: 5e-324 });
});

it("takes no more than the limit of pairs, and goes on counting those it has", async () => {
  const task = await test.addTask({ name: "t" });
  const points = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => ({
      metric: "m",
      variant: `v${from + index}`,
      iter: 1,
      timestamp: 1,
      value: 1,
    }));
  await count(task, summarise(points(0, MAX_PAIRS - 1)));
  await count(task, summarise([...points(MAX_PAIRS - 1, MAX_PAIRS + 5), ...points(0, 1)]));
  const rows = await stored(task);
  expect(rows).toHaveLength(MAX_PAIRS);
  expect(rows.at(-1)?.variant).toBe(`v${MAX_PAIRS - 1}`);
  expect(rows[0]).toMatchObject({ variant: "v0", count: 2n });
});

it("counts concurrent batches of one task once each", async () => {
  const task = await test.addTask({ name: "t" });
  const one = (value: number) => summarise([{ metric: "m", variant: "v", iter: value, timestamp: 1, value }]);
  await Promise.all(Array.from({ length: 20 }, (_, value) => count(task, one(value), value)));
  expect((await stored(task))[0]).toMatchObject({ count: 20n, min_value: 0, max_value: 19, mean_value: 9.5 });
  expect((await test.db.task.findUniqueOrThrow({ where: { id: task } })).last_iteration).toBe(19n);
});

it("tells which owners are gone and stores nothing of them; the iteration never falls", async () => {
  const now = new Date();
  const ctx = { ...test.ctx, now: () => now };
  const task = await test.addTask({ name: "t", status: "in_progress", started: new Date(now.getTime() - 90_000) });
  const gone = newId();
  const pairs = summarise([{ metric: "m", variant: "v", iter: 1, timestamp: 1, value: 1 }]);
  const summary = { model: false, stats: new Map([["m", { log: 5 }]]), pairs };
  expect(
    await countEvents(ctx, [
      { ...summary, id: gone, iter: 9 },
      { ...summary, id: task, iter: 7 },
    ]),
  ).toEqual([gone]);
  expect(await stored(gone)).toEqual([]);
  for (const iter of [3, null]) await countEvents(ctx, [{ ...summary, id: task, iter, stats: new Map(), pairs: [] }]);
  const row = await test.db.task.findUniqueOrThrow({ where: { id: task } });
  expect(row).toMatchObject({ last_iteration: 7n, active_duration: 90, last_update: now, metric_stats: {} });
});

it("forgets on reset", async () => {
  const task = await test.addTask({ name: "t" });
  await count(task, summarise([{ metric: "m", variant: "v", iter: 1, timestamp: 1, value: 1 }]));
  await clearLastMetrics(test.ctx, [task]);
  expect(await stored(task)).toEqual([]);
});
