import { expect, it } from "vitest";
import type { LogLine } from "./log-lines";
import { LogSearch, rangesOf, searchPattern } from "./log-search";

const line = (text: string): LogLine => ({ text, timestamp: 0 });
const plain = { regex: false, matchCase: false };

it("takes text literally unless it is a regular expression", () => {
  const text = searchPattern("a.c", plain) as RegExp;
  expect(rangesOf("abc A.C a.c", text)).toEqual([
    [4, 7],
    [8, 11],
  ]);
  const regex = searchPattern("a.c", { regex: true, matchCase: true }) as RegExp;
  expect(rangesOf("abc A.C a.c", regex)).toHaveLength(2);
});

it("says what is wrong with a pattern, and finds nothing in nothing", () => {
  expect(searchPattern("(", { regex: true, matchCase: false })).toEqual(expect.any(String));
  expect(searchPattern("", plain)).toBeNull();
  expect(rangesOf("aaa", searchPattern("x*", { regex: true, matchCase: true }) as RegExp)).toEqual([]);
});

it("finds through colours, and goes on with what was added or changed at the end", () => {
  const search = new LogSearch(searchPattern("error", plain) as RegExp);
  const lines = [line("ok"), line("\u001b[31mERR\u001b[0mor"), line("last")];
  expect(search.update(lines)).toEqual([1]);
  const next = [...lines.slice(0, 2), line("last error"), line("an error")];
  expect(search.update(next)).toEqual([1, 2, 3]);
  const older = [line("old error"), line("older"), ...next];
  expect(search.update(older, -2)).toEqual([0, 3, 4, 5]);
  // What came before, what was there and what is new at the end, all at once.
  expect(search.update([line("error"), ...older.slice(0, -1), line("fine"), line("error")], -3)).toEqual([
    0, 1, 4, 5, 7,
  ]);
  expect(search.update([line("an error"), ...next])).toEqual([0, 2, 3, 4]);
  expect(search.update([])).toEqual([]);
  // The pattern is as good as new for those who mark what it finds.
  expect(search.pattern.lastIndex).toBe(0);
});
