import fc from "fast-check";
import { expect, it } from "vitest";
import { padded, withoutOutliers } from "./range";

const ramp = Array.from({ length: 100 }, (_, index) => index / 100);

it("cuts a spike off, and keeps the steep beginning of a curve", () => {
  expect(withoutOutliers([...ramp, 40])?.[1]).toBeLessThan(2);
  const decay = Array.from({ length: 200 }, (_, index) => Math.exp(-index / 60));
  expect(withoutOutliers(decay)).toEqual([decay.at(-1), 1]);
});

it("never shows more than there is", () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
      const [least, greatest] = withoutOutliers(values) ?? [0, 0];
      expect(least).toBeGreaterThanOrEqual(Math.min(...values));
      expect(greatest).toBeLessThanOrEqual(Math.max(...values));
      expect(least).toBeLessThanOrEqual(greatest);
    }),
  );
  expect(withoutOutliers([])).toBeNull();
  expect(withoutOutliers([5, 5, 5, 5, 9])).toEqual([5, 9]);
});

it("leaves air, also around a flat line and around nothing", () => {
  expect(padded(0, 100)).toEqual([-6, 106]);
  expect(padded(10, 10)).toEqual([9, 11]);
  expect(padded(0, 0)).toEqual([-1, 1]);
  expect(padded(null, null)).toEqual([0, 1]);
});
