import type { Series } from "@limpid/event-store/store";
import fc from "fast-check";
import { expect, it } from "vitest";
import { thinCurves } from "./thinning";

const curve = (
  variant: string,
  points: readonly (readonly [iter: number, value: number, timestamp?: number])[],
): Series => ({
  owner: "o",
  metric: "m",
  variant,
  iter: Float64Array.from(points, ([iter]) => iter),
  timestamp: Float64Array.from(points, ([iter, , timestamp]) => timestamp ?? iter),
  value: Float64Array.from(points, ([, value]) => value),
});
const line = (variant: string, count: number) =>
  curve(
    variant,
    Array.from({ length: count }, (_, iter) => [iter, iter]),
  );

it("leaves curves with fewer points than samples as they are", () => {
  const [thin] = thinCurves(
    [
      curve("v", [
        [4, 1],
        [4000, 2],
      ]),
    ],
    { samples: 3, key: "iter" },
  );
  expect(thin).toEqual({ metric: "m", variant: "v", x: [4, 4000], y: [1, 2] });
});

it("thins to means of buckets that start at multiples of the interval", () => {
  const [thin] = thinCurves(
    [
      curve("v", [
        [-5, 1],
        [-1, 3],
        [0, 5],
        [9, 7],
      ]),
    ],
    { samples: 3, key: "iter" },
  );
  // (9 − −5 + 1) / 3 = 5
  expect(thin).toMatchObject({ x: [-5, 0, 5], y: [2, 5, 7] });
});

it("gives curves whose intervals are within 10 % the largest of them, and leaves others alone", () => {
  const thin = thinCurves([line("a", 200), line("b", 190), line("c", 170), line("d", 3)], { samples: 10, key: "iter" });
  expect(thin.map(({ x }) => (x[1] ?? 0) - (x[0] ?? 0))).toEqual([20, 20, 17, 1]);
});

it("orders by time where time and iterations disagree", () => {
  const [thin] = thinCurves(
    [
      curve("v", [
        [1, 1, 300],
        [2, 2, 100],
        [3, 3, 300],
      ]),
    ],
    { samples: 10, key: "timestamp" },
  );
  expect(thin).toMatchObject({ x: [100, 300], y: [2, 2] });
});

it("loses no point and keeps the order, whatever the curve", () => {
  const point = fc.tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: -1000, max: 1000 }));
  fc.assert(
    fc.property(
      fc.uniqueArray(point, { minLength: 1, maxLength: 200, selector: ([iter]) => iter }),
      fc.integer({ min: 1, max: 60 }),
      (points, samples) => {
        const sorted = [...points].sort(([one], [other]) => one - other);
        const [thin] = thinCurves([curve("v", sorted)], { samples, key: "iter" });
        const { x = [], y = [] } = thin ?? {};
        const width = (sorted.at(-1)?.[0] ?? 0) - (sorted[0]?.[0] ?? 0) + 1;
        const interval = sorted.length < samples ? 1 : Math.ceil(width / samples);
        const inside = x.map((start) => sorted.filter(([iter]) => iter >= start && iter < start + interval));
        expect(inside.flat()).toEqual(sorted);
        for (const [index, bucket] of inside.entries()) {
          expect(y[index]).toBeCloseTo(bucket.reduce((sum, [, value]) => sum + value, 0) / bucket.length, 6);
        }
        expect(x.length).toBeLessThanOrEqual(Math.max(samples + 1, sorted.length < samples ? samples : 0));
      },
    ),
  );
});
