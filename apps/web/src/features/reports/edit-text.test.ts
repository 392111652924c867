import { expect, it } from "vitest";
import { insertBlock, markLines, wrap } from "./edit-text";

it("wraps what is selected, and unwraps it again", () => {
  const bold = wrap({ text: "a word here", start: 2, end: 6 }, "**", "bold");
  expect(bold).toEqual({ text: "a **word** here", start: 4, end: 8 });
  expect(wrap(bold, "**", "bold")).toEqual({ text: "a word here", start: 2, end: 6 });
  expect(wrap({ text: "", start: 0, end: 0 }, "_", "stressed")).toEqual({ text: "_stressed_", start: 1, end: 9 });
});

it("marks whole lines, and takes the marks away when all have them", () => {
  const list = markLines({ text: "x\none\ntwo\ny", start: 3, end: 7 }, "- ");
  expect(list.text).toBe("x\n- one\n- two\ny");
  expect(markLines(list, "- ").text).toBe("x\none\ntwo\ny");
});

it("puts a block between empty lines", () => {
  expect(insertBlock({ text: "one\ntwo", start: 3, end: 3 }, "B")).toEqual({
    text: "one\n\nB\n\ntwo",
    start: 8,
    end: 8,
  });
  expect(insertBlock({ text: "", start: 0, end: 0 }, "B").text).toBe("B\n\n");
});
