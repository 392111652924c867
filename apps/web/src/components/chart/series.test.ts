import { describe, expect, it } from "vitest";
import { type ChartSeries, drawSeries, lastValue, nearestPoint } from "./series";
import { NOT_SMOOTHED } from "./smoothing";

const series = (id: string, x: number[], y: (number | null)[], more: Partial<ChartSeries> = {}): ChartSeries => ({
  id,
  label: id,
  color: "red",
  x,
  y,
  ...more,
});
const plain = { smoothing: NOT_SMOOTHED, showOriginal: true, xLog: false, yLog: false };

describe("drawSeries", () => {
  it("puts lines with different x on one axis", () => {
    const { columns } = drawSeries([series("a", [1, 3], [10, 30]), series("b", [2, 3], [20, 31])], plain);
    expect(columns).toEqual([
      [1, 2, 3],
      [10, null, 30],
      [null, 20, 31],
    ]);
  });

  it("draws bands first, then originals, then lines", () => {
    const { drawn } = drawSeries([series("a", [1], [1], { min: [0], max: [2] })], {
      ...plain,
      smoothing: { kind: "ema", weight: 0.5 },
    });
    expect(drawn.map((entry) => entry.role)).toEqual(["max", "min", "original", "line"]);
  });

  it("leaves out and counts what a logarithmic axis cannot show", () => {
    const y = drawSeries([series("a", [1, 2, 3], [1, 0, -2])], { ...plain, yLog: true });
    expect(y.columns[1]).toEqual([1, null, null]);
    expect(y.omitted).toBe(2);
    const x = drawSeries([series("a", [0, 1, 2], [5, 6, 7])], { ...plain, xLog: true });
    expect(x.columns).toEqual([
      [1, 2],
      [6, 7],
    ]);
    expect(x.omitted).toBe(1);
  });

  it("makes gaps of NaN and infinity without counting them", () => {
    const { columns, omitted } = drawSeries([series("a", [1, 2], [Number.NaN, Number.POSITIVE_INFINITY])], plain);
    expect(columns[1]).toEqual([null, null]);
    expect(omitted).toBe(0);
  });
});

it("finds the nearest point over a gap", () => {
  expect(nearestPoint([null, 1, null, null, 2], 2)).toBe(1);
  expect(nearestPoint([null, null, null, 2], 0)).toBe(3);
  expect(nearestPoint([null, null], 1)).toBeNull();
});

it("tells the last value that is a number", () => {
  expect(lastValue(series("a", [1, 2, 3], [1, 2, null]))).toBe(2);
  expect(lastValue(series("a", [], []))).toBeNull();
});
