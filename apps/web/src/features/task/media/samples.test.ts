import { expect, it } from "vitest";
import { neighbourName, sampleNames, sortSamples } from "./samples";

const event = (metric: string, variant: string, iter = 1) => ({ metric, variant, iter, timestamp: 0 });

it("sorts by metric and variant, numbers in order", () => {
  const sorted = sortSamples([event("b", "x 10"), event("a", "y"), event("b", "x 2")]);
  expect(sorted.map(({ metric, variant }) => `${metric}/${variant}`)).toEqual(["a/y", "b/x 2", "b/x 10"]);
});

it("goes from name to name and around", () => {
  const names = sampleNames([
    { events: [event("b", "x", 2), event("a", "y", 2)] },
    { events: [event("a", "y", 1), event("a", "z", 1)] },
  ]);
  expect(names.map(({ metric, variant }) => `${metric}/${variant}`)).toEqual(["a/y", "a/z", "b/x"]);
  expect(neighbourName(names, { metric: "b", variant: "x" }, 1)).toEqual({ metric: "a", variant: "y" });
  expect(neighbourName(names, { metric: "a", variant: "y" }, -1)).toEqual({ metric: "b", variant: "x" });
  expect(neighbourName([], { metric: "q", variant: "" }, 1)).toEqual({ metric: "q", variant: "" });
});
