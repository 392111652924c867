import { expect, it } from "vitest";
import { fineRange, timeScale, toSeries, variantStyles } from "./curves";

const curve = (variant: string, x: number[], more = {}) => ({
  metric: "m",
  variant,
  x,
  y: x,
  points: x.length,
  ...more,
});

it("counts relative time from the start, and back", () => {
  const scale = timeScale("relative", 5_000);
  expect(scale?.toAxis(7_500)).toBe(2.5);
  expect(scale?.toWire(2.5)).toBe(7_500);
  expect(timeScale("wall", 5_000)?.toAxis(7_500)).toBe(7.5);
  expect(timeScale("iter", 5_000)).toBeNull();
});

it("puts the closer look in the place of the whole, for the variants that have one", () => {
  const series = toSeries([curve("a", [0, 100]), curve("b", [0, 100])], [curve("a", [40, 41, 42])], null, new Map());
  expect(series.map(({ id, x }) => [id, x])).toEqual([
    ["a", [40, 41, 42]],
    ["b", [0, 100]],
  ]);
});

it("gives one name one colour in all charts, and different names different ones", () => {
  const styles = variantStyles([
    { variants: ["train", "val"] },
    { variants: ["test", "train"] },
    { variants: ["alone"] },
  ]);
  expect([...styles.keys()]).toEqual(["train", "val", "test"]);
  expect(new Set(Array.from(styles.values(), ({ color }) => color)).size).toBe(3);
});

it("asks for a little more than is in sight", () => {
  expect(fineRange([100, 200], null)).toEqual({ from: 97, to: 203 });
  expect(fineRange([0, 10], timeScale("relative", 1_000))).toEqual({ from: 700, to: 11_300 });
});
