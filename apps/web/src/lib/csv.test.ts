import { expect, it } from "vitest";
import { csvLine } from "./csv";

it("quotes what needs it", () => {
  expect(csvLine(["a", 'say "x"', "1,2", "l1\nl2", null, 3])).toBe('a,"say ""x""","1,2","l1\nl2",,3');
});

it("disarms formulas in text, and leaves numbers alone", () => {
  expect(csvLine(["=1+1", "@SUM(A1)", "-2+3", "+cmd|x", -2, "-2.5", "1e-5"])).toBe(
    "'=1+1,'@SUM(A1),'-2+3,'+cmd|x,-2,-2.5,1e-5",
  );
});
