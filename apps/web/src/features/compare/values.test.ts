import { expect, it } from "vitest";
import type { Task } from "@/lib/wire";
import { extremes, metricLines } from "./values";

const run = (id: string, metrics: Record<string, number>): Task => ({
  id,
  last_metrics: Object.fromEntries(
    Object.entries(metrics).map(([name, value]) => {
      const [metric = "", variant = ""] = name.split("/");
      return [`h${metric}${variant}`, { v: { metric, variant, value, min_value: value - 1, max_value: value + 1 } }];
    }),
  ),
});

it("puts every metric of every run into a line, the machine's last", () => {
  const lines = metricLines(
    [run("a", { ":monitor:gpu/load": 5, "loss/val": 2 }), run("b", { "loss/train": 1, "loss/val": 3 })],
    "value",
  );
  expect(lines.map(({ metric, variant, values }) => [metric, variant, values])).toEqual([
    ["loss", "train", [undefined, 1]],
    ["loss", "val", [2, 3]],
    [":monitor:gpu", "load", [5, undefined]],
  ]);
  expect(metricLines([run("a", { "loss/val": 2 })], "max_value")[0]?.values).toEqual([3]);
});

it("marks the extremes where there is something to tell", () => {
  expect(extremes([2, undefined, 5, 1])).toEqual({ greatest: 2, least: 3 });
  expect(extremes([2, 2])).toEqual({ greatest: -1, least: -1 });
  expect(extremes([2, undefined])).toEqual({ greatest: -1, least: -1 });
  expect(extremes([Number.NaN, 1, 2])).toEqual({ greatest: 2, least: 1 });
});
