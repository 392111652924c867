import { describe, expect, it } from "vitest";
import { slotStyle } from "@/lib/colors/run-colors";
import type { Task } from "@/lib/wire";
import { compareSeries, wireRange } from "./curves";

const runs: Task[] = [
  { id: "a", name: "first", started: "2026-11-24T00:00:00Z" },
  { id: "b", name: "second", started: "2026-11-24T01:00:00Z" },
];
const begin = Date.parse("2026-11-24T00:00:00Z");
const curve = (task: string, variant: string, x: number[]) => ({
  task,
  metric: "loss",
  variant,
  x,
  y: x,
  points: x.length,
});
const styles = { a: slotStyle(1), b: slotStyle(2) };

describe("the curves of compared runs", () => {
  it("stand in the order of the runs, in their colours, a dash for each further variant", () => {
    const series = compareSeries(runs, [curve("b", "val", [1]), curve("a", "train", [1]), curve("a", "val", [1])], {
      axis: "iter",
      styles,
      variants: ["train", "val"],
    });
    expect(series.map(({ label, color, dash }) => [label, color, dash])).toEqual([
      ["first · train", "var(--run-2)", []],
      ["first · val", "var(--run-2)", [6, 3]],
      ["second · val", "var(--run-3)", [6, 3]],
    ]);
  });

  it("begin at zero on an axis of relative time, each at its own start", () => {
    const options = { axis: "relative", styles, variants: ["train"] } as const;
    const series = compareSeries(
      runs,
      [curve("a", "train", [begin, begin + 5000]), curve("b", "train", [begin + 3_600_000])],
      options,
    );
    expect(series.map(({ x }) => x)).toEqual([[0, 5], [0]]);
    const { from, to } = wireRange([0, 100], "relative", runs);
    expect(from).toBeLessThanOrEqual(begin);
    expect(to).toBeGreaterThanOrEqual(begin + 3_600_000 + 100_000);
  });

  it("take the closer look where there is one", () => {
    const [series] = compareSeries(runs, [curve("a", "train", [0, 100])], {
      axis: "iter",
      styles,
      variants: ["train"],
      fine: [curve("a", "train", [40, 41, 42])],
    });
    expect(series?.x).toEqual([40, 41, 42]);
  });
});
