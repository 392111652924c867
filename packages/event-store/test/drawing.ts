import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Batch, EventStore, RemoveQuery, ScalarRun, WindowsQuery } from "../src/store";
import type { Engine } from "./conformance";
import { newOwner, run } from "./events";
import { cutAgain, pointsOf } from "./windows";

/** A part of a long curve: `points` from `from` on, `step` iterations apart. */
interface Part {
  readonly from: number;
  readonly points: number;
  readonly step: number;
  /** Milliseconds between points; 0: all at once, negative: the clock goes back. */
  readonly pace: number;
  readonly clock: number;
  /** By how many milliseconds the clock is wrong in every tenth thousand of points. */
  readonly wrong: number;
  /** Of the values. */
  readonly seed: number;
  readonly key?: string;
  readonly valueless: boolean;
  readonly label?: string;
}

type Step = { readonly append: Part } | { readonly compact: true } | { readonly before: number };

const part: fc.Arbitrary<Part> = fc.record({
  from: fc.constantFrom(0, 5_000, 20_000, 20_001, 60_000),
  points: fc.constantFrom(1, 100, 1_100, 16_384, 30_000),
  step: fc.constantFrom(1, 1, 2, 3),
  pace: fc.constantFrom(10, 10, 1, 0, -1),
  clock: fc.constantFrom(0, 1_000, 100_000, 600_000),
  wrong: fc.constantFrom(0, 0, 0, 30_000, -5_000),
  seed: fc.integer({ min: 1, max: 9 }),
  key: fc.option(fc.constant("k"), { nil: undefined, freq: 2 }),
  valueless: fc.constantFrom(false, false, false, false, true),
  label: fc.option(fc.constantFrom("steps", "epochs"), { nil: undefined }),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ append: part }) },
  { weight: 3, arbitrary: fc.constant({ compact: true } as const) },
  { weight: 1, arbitrary: fc.record({ before: fc.constantFrom(5_000, 150_000) }) },
);

const bound = fc.option(fc.constantFrom(-5, 0, 1_000, 7_777, 20_000, 33_333, 120_000, 620_000), { nil: undefined });
const question = fc.record({
  axis: fc.constantFrom("iter" as const, "timestamp" as const),
  buckets: fc.constantFrom(1, 7, 40, 300, 2_000),
  gte: bound,
  lte: bound,
});

/** Whole numbers, so that sums have one result; now and then what is no number. */
function runOf(owner: string, part: Part): ScalarRun {
  const { from, points, step, pace, clock, wrong, seed, key, valueless, label } = part;
  const value = (index: number): number => {
    if (index % 5_003 === seed) return [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY][seed % 3] ?? 0;
    return ((index * 7_919 * seed) % 1_009) - 504;
  };
  const time = (index: number): number => clock + index * pace + (index % 10_000 > 8_999 ? wrong : 0);
  const { value: values, ...shared } = run(
    owner,
    Array.from({ length: points }, (_, index) => [from + index * step, value(index), time(index)] as const),
    { key, x_axis_label: label },
  );
  return { ...shared, ...(valueless ? {} : { value: values }) };
}

/** Whether curves can be drawn from what compaction keeps of them; every engine passes it. */
export function describeDrawing(engine: Engine): void {
  describe(`${engine.name}: windows`, () => {
    let store: EventStore;
    beforeAll(async () => {
      store = await engine.open();
      await store.ready();
    });
    afterAll(() => store.close());

    const take = async (owner: string, step: Step): Promise<void> => {
      if ("append" in step) await store.append({ scalars: [runOf(owner, step.append)] } satisfies Batch);
      else if ("compact" in step) await store.compact(owner);
      else await store.remove({ owners: [owner], before: step.before } satisfies RemoveQuery);
    };

    /** The points themselves tell what the stretches must be. */
    async function check(owner: string, query: Omit<WindowsQuery, "owners">): Promise<void> {
      const [found, ...others] = await store.windows({ owners: [owner], ...query });
      const iter = query.axis === "iter" ? query.range : undefined;
      const [series] = await store.series({ owners: [owner], iter });
      expect(others).toEqual([]);
      const points = series ? pointsOf(series, query.axis, query.range) : { places: [], values: [] };
      const { places } = points;
      if (places.length === 0) return expect(found).toBeUndefined();
      expect(found).toMatchObject({ ...cutAgain(points, found) });
      expect(found?.count.length).toBeLessThanOrEqual(query.buckets);
      if (places.length <= query.buckets) expect(found?.count.length).toBe(places.length);
      if (query.axis === "iter") expect(found?.x_axis_label).toBe(series?.x_axis_label);
    }

    it("agree with the points of long curves, whatever was overwritten, removed and compacted", {
      timeout: 300_000,
    }, async () => {
      const steps = fc.array(step, { minLength: 1, maxLength: 7 });
      const questions = fc.array(question, { minLength: 6, maxLength: 6 });
      await fc.assert(
        fc.asyncProperty(steps, fc.boolean(), questions, async (steps, isCompacted, asked) => {
          const owner = newOwner();
          for (const one of steps) await take(owner, one);
          if (isCompacted) await store.compact(owner);
          for (const { axis, buckets, gte, lte } of asked) {
            const range = { ...(gte === undefined ? {} : { gte }), ...(lte === undefined ? {} : { lte }) };
            await check(owner, { axis, buckets, range });
          }
          await store.remove({ owners: [owner] });
        }),
        { numRuns: 40 },
      );
    });

    it.each<[string, readonly Partial<Part>[]]>([
      ["whose clock was wrong for a while", [{ wrong: -5_000 }]],
      ["whose clock was wrong far and wide", [{ wrong: 40_000 }]],
      ["that tell the same in two keys", [{}, { key: "k" }]],
      ["that go on in another key", [{}, { key: "k", from: 40_000, clock: 400_000 }]],
      ["that have all happened at once", [{ pace: 0 }]],
      ["that have all happened at once, in two keys", [{ pace: 0 }, { pace: 0, key: "k", from: -7 }]],
      ["that went backwards in time", [{ pace: -1 }]],
    ])("agree with the points of curves %s", { timeout: 60_000 }, async (_what, parts) => {
      const owner = newOwner();
      const usual = { from: 0, points: 40_000, step: 1, pace: 10, clock: 0, wrong: 0, seed: 3, valueless: false };
      for (const part of parts) await take(owner, { append: { ...usual, ...part } });
      await store.compact(owner);
      for (const axis of ["iter", "timestamp"] as const) {
        for (const buckets of [3, 11, 16, 50, 300]) await check(owner, { axis, buckets });
      }
    });

    it("are as fine as was asked for, wherever somebody looks", { timeout: 60_000 }, async () => {
      const owner = newOwner();
      const count = 150_000;
      const points = Array.from({ length: count }, (_, index) => [index, index % 10, 1_000 + index * 5] as const);
      await store.append({ scalars: [run(owner, points)] });
      await store.compact(owner);
      for (const [axis, scale, offset] of [
        ["iter", 1, 0],
        ["timestamp", 5, 1_000],
      ] as const) {
        for (const [from, to, buckets] of [
          [0, count - 1, 20],
          [0, count - 1, 1_000],
          [30_000, 130_000, 100],
          [70_000, 71_000, 100],
          [70_000, 70_099, 100],
        ] as const) {
          const range = { gte: offset + from * scale, lte: offset + to * scale };
          await check(owner, { axis, buckets, range });
          const [found] = await store.windows({ owners: [owner], axis, buckets, range });
          // Bins that straddle two buckets may leave one of them empty.
          expect(found?.count.length).toBeGreaterThan(buckets * 0.7);
          const widest = Math.max(...(found?.count ?? []));
          expect(widest).toBeLessThanOrEqual(Math.ceil(((to - from + 1) / buckets) * 2));
        }
      }
    });

    it("of several curves are cut at the same places when somebody says where", async () => {
      const owner = newOwner();
      const points = (from: number, count: number) =>
        Array.from({ length: count }, (_, at) => [from + at, at] as const);
      await store.append({
        scalars: [
          run(owner, points(0, 20_000), { variant: "long" }),
          run(owner, points(150, 900), { variant: "late" }),
          run(owner, points(-40, 30), { variant: "before" }),
        ],
      });
      await store.compact(owner);
      const asked = { owners: [owner], axis: "iter", buckets: 20, grid: { low: 0, high: 20_000 } } as const;
      const [before, late, long] = await store.windows(asked);
      expect(before).toMatchObject({ first: Float64Array.of(-40), count: Float64Array.of(30) });
      expect(late).toMatchObject({ first: Float64Array.of(150, 1_000), count: Float64Array.of(850, 50) });
      expect(long?.count).toHaveLength(20);
      // A bin belongs to the bucket that it begins in.
      expect((long?.first ?? []).every((first, bucket) => first >= bucket * 1_000 && first < bucket * 1_000 + 64)).toBe(
        true,
      );
      expect((await store.windows({ ...asked, range: { gte: 1_000, lte: 1_049 } }))[0]?.count).toHaveLength(1);
    });

    it("of many curves share what may be read together", async () => {
      const owner = newOwner();
      const variants = ["a", "b", "c", "d"];
      const points = Array.from({ length: 100 }, (_, index) => [index, index] as const);
      await store.append({ scalars: variants.map((variant) => run(owner, points, { variant })) });
      const lengths = async (total: number) => {
        const found = await store.windows({ owners: [owner], axis: "iter", buckets: 50, total });
        return found.map(({ count }) => count.length);
      };
      expect(await lengths(1_000)).toEqual([50, 50, 50, 50]);
      expect(await lengths(40)).toEqual([10, 10, 10, 10]);
      expect(await lengths(0)).toEqual([1, 1, 1, 1]);
    });
  });
}
