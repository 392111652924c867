import { expect, it } from "vitest";
import { parseDuration, spanWords } from "./filter-editor";

it("reads durations as people write them", () => {
  expect(parseDuration("90")).toBe(90);
  expect(parseDuration("1h 30m")).toBe(5400);
  expect(parseDuration("2d")).toBe(172_800);
  expect(parseDuration("1.5h")).toBe(5400);
  for (const text of ["", "  ", "long", "5 parsecs", "-3"]) expect(parseDuration(text)).toBeNull();
});

it("says times until now in words", () => {
  expect(spanWords("7d")).toBe("last 7 days");
  expect(spanWords("36h")).toBe("last 36 hours");
});
