import fc from "fast-check";
import { expect, it } from "vitest";
import { formatChartBlock, parseChartBlock } from "./chart-block";

it("reads runs, metric, axis and smoothing", () => {
  expect(parseChartBlock("runs: a, b,a\nmetric: loss/train, loss/val\nx: relative\nsmoothing: 0.6\n")).toEqual({
    runs: ["a", "b"],
    metric: "loss",
    variants: ["train", "val"],
    title: "loss/train, loss/val",
    x: "relative",
    smoothing: 0.6,
  });
  expect(parseChartBlock("runs: a\nmetric: loss\ntitle: The loss: falling")).toMatchObject({
    variants: [],
    title: "The loss: falling",
    x: "iter",
  });
});

it.each([
  ["metric: loss", "Name at least one run"],
  ["runs: a", "Name what is drawn"],
  ["runs: a\nmetric: loss/a, top1/b", "variants of one metric"],
  ["runs: a\nmetric: loss\nx: epochs", "no axis"],
  ["runs: a\nmetric: loss\nsmoothing: 2", "from 0 to 0.99"],
  ["runs a", "name: value"],
])("says what is wrong with %j", (text, reason) => {
  expect(parseChartBlock(text)).toContain(reason);
});

it("reads what it wrote", () => {
  const word = fc.stringMatching(/^[a-z0-9_ ]{1,12}[a-z0-9]$/).map((text) => text.trim());
  fc.assert(
    fc.property(fc.uniqueArray(word, { minLength: 1, maxLength: 9 }), word, word, (runs, metric, variant) => {
      const block = formatChartBlock({ runs, metric: `${metric}/${variant}`, title: "T" });
      const body = block.split("\n").slice(1, -1).join("\n");
      expect(parseChartBlock(body)).toMatchObject({ runs, metric, variants: [variant], title: "T" });
    }),
  );
});
