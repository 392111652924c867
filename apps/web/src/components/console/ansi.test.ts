import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyCodes, PLAIN, parseAnsi, stripAnsi } from "./ansi";

const E = "\u001b";

describe("parseAnsi", () => {
  it("cuts at changes of look and forgets nothing", () => {
    const { spans, end } = parseAnsi(`a${E}[1;31mb${E}[0mc${E}[32m`);
    expect(spans).toEqual([
      { text: "a", style: {} },
      { text: "b", style: { bold: true, color: 1 } },
      { text: "c", style: {} },
    ]);
    expect(end).toEqual({ color: 2 });
  });

  it("goes on with the look of the line before", () => {
    expect(parseAnsi("x", { color: 3 }).spans).toEqual([{ text: "x", style: { color: 3 } }]);
  });

  it("drops cursor movements, links, titles and control signs", () => {
    expect(parseAnsi(`${E}[2K${E}[1Aa${E}]8;;http://x${E}\\b${E}]8;;\u0007c${E}[?25ld\u0000`).spans).toEqual([
      { text: "abcd", style: {} },
    ]);
  });

  it("copes with a sequence that was cut off", () => {
    expect(parseAnsi(`a${E}`).spans).toEqual([{ text: "a", style: {} }]);
    expect(parseAnsi(`a${E}[3`).spans[0]?.text).toMatch(/^a/);
  });
});

it("knows 16, 256 and true colours, with semicolons and colons", () => {
  expect(applyCodes(PLAIN, "94;101")).toEqual({ color: 12, background: 9 });
  expect(applyCodes(PLAIN, "38;5;9")).toEqual({ color: 9 });
  expect(applyCodes(PLAIN, "38;5;196;1")).toEqual({ color: "#ff0000", bold: true });
  expect(applyCodes(PLAIN, "48;5;244")).toEqual({ background: "#808080" });
  expect(applyCodes(PLAIN, "38;2;1;2;300")).toEqual({ color: "#0102ff" });
  expect(applyCodes(PLAIN, "38:5:21")).toEqual({ color: "#0000ff" });
});

it("takes looks away one by one", () => {
  expect(applyCodes({ bold: true, dim: true, color: 1 }, "22")).toEqual({ color: 1 });
  expect(applyCodes({ underline: true, color: 1 }, "39;24")).toEqual({});
  expect(applyCodes({ bold: true }, "")).toBe(PLAIN);
});

it("shows the same text as stripAnsi, whatever comes", () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom(E, `${E}[`, `${E}[31m`, `${E}[0m`, `${E}]0;t\u0007`, "\r", "\b", "m", ";"),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = pieces.join("");
      const shown = parseAnsi(text).spans.map((span) => span.text);
      expect(shown.join("")).toBe(stripAnsi(text));
      expect(shown).not.toContain("");
    }),
  );
});
