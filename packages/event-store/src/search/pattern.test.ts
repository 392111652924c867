import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GramFilter } from "./grams";
import { needOf, Pattern } from "./pattern";
import { PatternError } from "./query";

/** What a need says, shortly: `&` all, `|` any, `*` anything. */
function said(source: string): string {
  const say = (need: ReturnType<typeof needOf>): string => {
    if (need.kind === "anything") return "*";
    if (need.kind === "text") return need.text;
    return `(${need.parts.map(say).join(need.kind === "all" ? "&" : "|")})`;
  };
  return say(needOf(source));
}

describe("what a regular expression needs", () => {
  it.each([
    ["loss", "loss"],
    ["^loss: \\d+\\.\\d+ end$", "(loss: &.& end)"],
    ["error|warn(ing)?", "(error|warn)"],
    ["(a|b)?c", "c"],
    ["(abc|def)x", "((abc|def)&x)"],
    ["ab+c", "(ab&bc)"],
    ["ab{2,}?c", "(ab&bc)"],
    ["ab*c", "(a&c)"],
    ["ab{0,3}c", "(a&c)"],
    ["(?:abc){2}", "abc"],
    ["(?<name>abc)", "abc"],
    ["(?<=foo)bar(?!baz)", "bar"],
    ["[abc\\]]def", "def"],
    ["a.b", "(a&b)"],
    ["foo|.*", "*"],
    ["\\$\\(x\\}", "$(x}"],
    ["\u{1f600}+", "(\u{1f600}&\u{1f600})"],
    // Not judged.
    ["(abc)\\1", "*"],
    ["\\x41bc", "*"],
    ["\\u0041bc", "*"],
    ["\\p{Lu}bc", "*"],
    ["\\cJbc", "*"],
  ])("%s", (source, need) => {
    expect(() => new RegExp(source, "u")).not.toThrow();
    expect(said(source)).toBe(need);
  });
});

const unit = fc.constantFrom(..."abAB .\u017f\u212aks\u00c4\u00e4\u4e2d\u{1f600}0");
const line = fc.string({ unit, maxLength: 12 });
/** Expressions of everything that the analyser reads. */
const { source } = fc.letrec<{ source: string; sequence: string; atom: string }>((tie) => ({
  source: fc.array(tie("sequence"), { minLength: 1, maxLength: 3 }).map((parts) => parts.join("|")),
  sequence: fc
    .array(
      fc
        .tuple(
          tie("atom"),
          fc.constantFrom("", "", "", "", "", "", "", "", "", "?", "*", "+", "{2}", "{0,2}", "{1,}", "+?"),
        )
        .map(([atom, times]) =>
          atom.startsWith("(?=") || atom.startsWith("(?<=") || atom === "^" || atom === "\\b" ? atom : atom + times,
        ),
      { maxLength: 6 },
    )
    .map((atoms) => atoms.join("")),
  atom: fc.oneof(
    { depthSize: "small" },
    { weight: 16, arbitrary: unit.map((character) => (character === "." ? "\\." : character)) },
    { weight: 2, arbitrary: fc.constantFrom(".", "\\w", "\\d", "[aB]", "[^\\]k]", "^", "\\b", "\\u0061", "\\x41") },
    { weight: 1, arbitrary: tie("source").map((inner) => `(${inner})`) },
    { weight: 1, arbitrary: tie("source").map((inner) => `(?:${inner})`) },
    { weight: 1, arbitrary: tie("source").map((inner) => `(?=${inner})`) },
    { weight: 1, arbitrary: tie("source").map((inner) => `(?<=${inner})`) },
  ),
}));

it("no filter excludes a line that has a match", () => {
  let matches = 0;
  let excluded = 0;
  fc.assert(
    fc.property(source, fc.array(line, { maxLength: 4 }), fc.boolean(), (regex, lines, matchCase) => {
      fc.pre(regex !== "");
      const pattern = new Pattern({ pattern: regex, regex: true, matchCase });
      const hasMatch = lines.some((each) => new RegExp(pattern.source, pattern.flags).test(each));
      // Room that makes it as good as it gets.
      const mayMatch = pattern.mayMatch(GramFilter.of(lines.join("\n"), 1000));
      if (hasMatch) expect(mayMatch).toBe(true);
      if (hasMatch) matches++;
      if (!mayMatch) excluded++;
    }),
    { numRuns: 4000 },
  );
  // The property has said something.
  expect(matches).toBeGreaterThan(500);
  expect(excluded).toBeGreaterThan(50);
});

it("no filter excludes a text that is in a line, in whatever case it stands there", () => {
  const part = fc.tuple(line, line, line, fc.constantFrom("as it is", "upper", "lower"));
  fc.assert(
    fc.property(part, fc.nat({ max: 40 }), ([before, text, after, how], mostBytes) => {
      fc.pre(text !== "");
      const written = how === "upper" ? text.toUpperCase() : how === "lower" ? text.toLowerCase() : text;
      const filter = GramFilter.of(`x\n${before}${written}${after}`, mostBytes);
      const insensitive = new Pattern({ pattern: text });
      if (new RegExp(insensitive.source, "iu").test(written)) expect(insensitive.mayMatch(filter)).toBe(true);
      if (how === "as it is") expect(new Pattern({ pattern: text, matchCase: true }).mayMatch(filter)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

it("knows the two letters beyond ASCII that match ASCII ones when case does not count", () => {
  for (const [pattern, line] of [
    ["mask", "MA\u017fK"],
    ["mask", "mas\u212a"],
    ["ma\u017fk", "mask"],
  ] as const) {
    expect(new RegExp(pattern, "iu").test(line)).toBe(true);
    expect(new Pattern({ pattern }).mayMatch(GramFilter.of(line, 1000))).toBe(true);
  }
});

it("scripts that count as caseless are so", () => {
  const units = Array.from({ length: 0xa4d0 - 0x2e80 }, (_, index) => String.fromCharCode(0x2e80 + index));
  const syllables = Array.from({ length: 0xd7a4 - 0xac00 }, (_, index) => String.fromCharCode(0xac00 + index));
  for (const each of [...units, ...syllables]) expect(/[\p{CWCM}\p{CWCF}]/u.test(each)).toBe(false);
});

it("takes a text literally, and names what is wrong with an expression", () => {
  const text = "a.c [x] (y) ^$ *+? {1} | / \\ -";
  const pattern = new Pattern({ pattern: text });
  expect(new RegExp(pattern.source, pattern.flags).test(`before ${text} behind`)).toBe(true);
  expect(() => new Pattern({ pattern: "" })).toThrow(PatternError);
  expect(() => new Pattern({ pattern: "a(", regex: true })).toThrow(
    "the pattern is no regular expression: Unterminated group",
  );
  expect(() => new Pattern({ pattern: "\\p{No such}", regex: true })).toThrow(PatternError);
});
