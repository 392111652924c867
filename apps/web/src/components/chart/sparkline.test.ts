import { expect, it } from "vitest";
import { sparklinePath } from "./sparkline";

it("spans the field, upwards for greater values", () => expect(sparklinePath([0, 10])).toBe("M0.0 22.0L100.0 2.0"));
it("puts a flat line and a single point into the middle", () => {
  expect(sparklinePath([3, 3])).toBe("M0.0 12.0L100.0 12.0");
  expect(sparklinePath([3])).toBe("M0.0 12.0");
});
it("leaves gaps and what is no number out", () =>
  expect(sparklinePath([0, null, Number.NaN, 10])).toBe("M0.0 22.0L100.0 2.0"));
it("is empty without values", () => expect(sparklinePath([])).toBe(""));
