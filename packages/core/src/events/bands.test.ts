import type { Series } from "@limpid/event-store/store";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bandOf } from "./bands";

const curve = (points: readonly (readonly [iter: number, value: number, timestamp?: number])[]): Series => ({
  owner: "o",
  metric: "m",
  variant: "v",
  iter: Float64Array.from(points, ([iter]) => iter),
  timestamp: Float64Array.from(points, ([iter, , timestamp]) => timestamp ?? iter),
  value: Float64Array.from(points, ([, value]) => value),
});

describe("bandOf", () => {
  it("leaves short curves as they are, without a band", () => {
    expect(
      bandOf(
        curve([
          [4, 1],
          [9, 2],
        ]),
        { key: "iter", samples: 2 },
      ),
    ).toEqual({ x: [4, 9], y: [1, 2], points: 2 });
    expect(bandOf(curve([]), { key: "iter", samples: 2 })).toEqual({ x: [], y: [], points: 0 });
  });

  it("keeps a spike of one point in a million", () => {
    const iter = Float64Array.from({ length: 1_000_000 }, (_, index) => index);
    const value = new Float64Array(1_000_000);
    value[654_321] = 1e6;
    const band = bandOf(
      { owner: "o", metric: "m", variant: "v", iter, timestamp: iter, value },
      { key: "iter", samples: 500 },
    );
    expect(band.x).toHaveLength(500);
    expect(Math.max(...(band.max ?? []))).toBe(1e6);
    expect(band.x.at(-1)).toBe(999_999);
  });

  it("shows a part in full resolution", () => {
    const whole = curve(Array.from({ length: 1_000 }, (_, index) => [index, index]));
    expect(bandOf(whole, { key: "iter", samples: 100, from: 100, to: 149 })).toMatchObject({
      points: 50,
      x: expect.arrayContaining([100, 149]),
    });
    expect(bandOf(whole, { key: "iter", samples: 100, from: 100, to: 149 })).not.toHaveProperty("max");
  });

  it("orders by time where time and iterations disagree", () => {
    expect(
      bandOf(
        curve([
          [1, 10, 200],
          [2, 20, 100],
        ]),
        { key: "timestamp", samples: 9 },
      ),
    ).toMatchObject({ x: [100, 200], y: [20, 10] });
  });

  it("makes one bucket of points in one place", () => {
    expect(
      bandOf(
        curve([
          [1, 1, 5],
          [2, 2, 5],
          [3, 6, 5],
        ]),
        { key: "timestamp", samples: 2 },
      ),
    ).toEqual({ x: [5], y: [3], min: [1], max: [6], points: 3 });
  });

  it("loses no extreme and no weight, whatever comes", () => {
    const point = fc.tuple(fc.integer({ min: -1e6, max: 1e6 }), fc.integer({ min: -1000, max: 1000 }));
    fc.assert(
      fc.property(
        fc.array(point, { minLength: 1, maxLength: 80 }),
        fc.integer({ min: 1, max: 20 }),
        (points, samples) => {
          const band = bandOf(curve(points), { key: "iter", samples });
          const values = points.map(([, value]) => value);
          expect(band.x.length).toBeLessThanOrEqual(samples);
          expect(band.points).toBe(points.length);
          expect([...band.x].sort((one, other) => one - other)).toEqual(band.x);
          expect(Math.max(...(band.max ?? band.y))).toBe(Math.max(...values));
          expect(Math.min(...(band.min ?? band.y))).toBe(Math.min(...values));
        },
      ),
    );
  });
});
