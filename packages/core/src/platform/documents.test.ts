import { expect, it } from "vitest";
import { unstorable } from "./documents";

const nested = (levels: number) => JSON.parse(`${"[".repeat(levels)}${"]".repeat(levels)}`) as unknown;

it("refuses what a JSON column cannot hold, wherever it stands", () => {
  for (const value of ["\ud800", ["a", "b\udc00"], { list: [{ "key\ud800": 1 }] }]) {
    expect(unstorable(value)).toContain("surrogate");
  }
  expect(unstorable(nested(101))).toContain("levels");
  // deep enough to end the stack of anything that calls itself
  expect(unstorable(nested(1_000_000))).toContain("levels");
});

it("lets everything else pass", () => {
  for (const value of [null, undefined, 1, "", "\0", "é😀", nested(100), { "a.$": [null, { b: "😀" }] }]) {
    expect(unstorable(value)).toBeNull();
  }
});
