import { describe, expect, it } from "vitest";
import { compare, listEnd } from "./use-live-rows";

const page = (...ids: string[]) => ids.map((id) => ({ id }));
const full = (prefix: string) => Array.from({ length: 100 }, (_, index) => ({ id: `${prefix}${index}` }));

describe("the end of a list", () => {
  it("is known once a page is not full, and at least what was seen before", () => {
    expect(listEnd(new Map())).toEqual({ length: 0, exact: false });
    expect(listEnd(new Map([[0, full("a")]]))).toEqual({ length: 100, exact: false });
    expect(listEnd(new Map([[3, full("a")]]))).toEqual({ length: 400, exact: false });
    expect(listEnd(new Map([[1, page("x")]]))).toEqual({ length: 101, exact: true });
    expect(listEnd(new Map([[0, []]]))).toEqual({ length: 0, exact: true });
    // Rows went away while the list was read: the page behind the end is empty.
    expect(
      listEnd(
        new Map([
          [0, full("a")],
          [1, []],
        ]),
      ),
    ).toEqual({ length: 100, exact: true });
  });
});

describe("what a later look at the order tells", () => {
  const pages = new Map([[0, page("a", "b", "c")]]);
  const later = (...ids: string[]) => compare(pages, { offset: 0, ids });

  it("counts rows that came, and knows when others moved or went", () => {
    expect(later("a", "b", "c")).toEqual({ added: 0, moved: false });
    expect(later("new", "a", "b", "c")).toEqual({ added: 1, moved: true });
    expect(later("b", "a", "c")).toEqual({ added: 0, moved: true });
    expect(later("a", "b")).toEqual({ added: 0, moved: true });
    expect(compare(pages, null)).toEqual({ added: 0, moved: false });
  });

  it("knows rows of other pages", () => {
    const two = new Map([
      [0, full("a")],
      [1, page("x", "y")],
    ]);
    expect(compare(two, { offset: 100, ids: ["a99", "x", "y"] })).toEqual({ added: 0, moved: true });
  });
});
