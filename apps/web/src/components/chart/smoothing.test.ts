import { describe, expect, it } from "vitest";
import { SMOOTHING_KINDS, smooth } from "./smoothing";

const ema = (weight: number) => ({ kind: "ema", weight }) as const;

describe.each(SMOOTHING_KINDS)("%s", (kind) => {
  it("leaves a constant line as it is, and everything without a weight", () => {
    for (const value of smooth([3, 3, 3, 3], { kind, weight: 0.9 })) expect(value).toBeCloseTo(3, 12);
    expect(smooth([1, null, 2], { kind, weight: 0 })).toEqual([1, null, 2]);
  });

  it("keeps gaps and is not spoilt by what is no number", () => {
    const result = smooth([1, null, Number.NaN, Number.POSITIVE_INFINITY, 1], { kind, weight: 0.9 });
    expect(result.slice(1, 4)).toEqual([null, null, null]);
    expect(result[4]).toBeCloseTo(1, 12);
  });

  it("draws a spike down", () => {
    const smoothed = smooth([0, 0, 0, 10, 0, 0, 0], { kind, weight: 0.7 });
    expect(Math.max(...smoothed.map(Number))).toBeLessThan(8);
  });
});

it("ema is debiased: the first point stays", () => {
  // 0.5: m1 = 0.5·4 = 2 → 2/0.5 = 4; m2 = 1 + 0.5·2 = 2 → 2/0.75
  expect(smooth([4, 2], ema(0.5))).toEqual([4, expect.closeTo(2 / 0.75, 12)]);
});

it("mean takes as many neighbours on both sides as the weight says", () => {
  expect(smooth([0, 3, 6, 0, 0], { kind: "mean", weight: 0.5 })).toEqual([1.5, 3, 3, 2, 0]);
});

it("gaussian is symmetrical", () => {
  const [left, , , , right] = smooth([0, 0, 9, 0, 0], { kind: "gaussian", weight: 0.8 });
  expect(left).toBeCloseTo(Number(right), 12);
});
