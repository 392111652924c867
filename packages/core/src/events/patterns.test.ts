import fc from "fast-check";
import { expect, it } from "vitest";
import type { Document } from "../platform/documents";
import { JsonLines } from "../platform/json-lines";
import { Lines } from "./batch";
import { LinePatterns } from "./patterns";

const defaults = { now: 1_700_000_000_000, worker: "<unknown>" };

/** All that a batch comes to. */
function outcome(sources: Iterable<Readonly<Document>>) {
  const lines = new Lines(defaults);
  lines.addAll(sources);
  const owners = [...lines.owners.values()].map((owner) => ({
    id: owner.id,
    lines: owner.lines,
    runs: owner.runs().map(({ owner, metric, variant, key, worker, x_axis_label, extra, iter, timestamp, value }) => ({
      ...{ owner, metric, variant, key, worker, x_axis_label, extra, iter, timestamp, value },
    })),
    events: owner.events,
    summary: owner.summary(),
  }));
  return { owners, errors: lines.errors_info };
}

const tryParse = (line: string): unknown => JSON.parse(line);
const parsed = (text: string) => text.split("\n").map((line) => JSON.parse(line) as Document);

/** Numbers as clients write them, and as only a test does. */
const number = fc.oneof(
  fc.integer().map(String),
  fc.double({ noDefaultInfinity: true, noNaN: true }).map((value) => JSON.stringify(value)),
  fc.float({ noDefaultInfinity: true, noNaN: true }).map((value) => JSON.stringify(value)),
  fc.tuple(fc.maxSafeInteger(), fc.nat({ max: 18 })).map(([digits, places]) => `${digits}e-${places}`),
  fc.constantFrom(
    "-0",
    "0",
    "-0.0",
    "0.1",
    "1e3",
    "1E+2",
    "0e0",
    "123456789012345678",
    "1e999",
    "0.000000000000000000001",
  ),
  fc.constantFrom(
    "9007199254740993",
    "-9007199254740991",
    "1.7976931348623157e308",
    "5e-324",
    "4503599627370497.5",
    "2.50",
  ),
);
const field = fc.constantFrom("value", "iter", "timestamp", "worker", "key", "other", "ts", "values", "x_axis_label");
const line = fc
  .record({
    metric: fc.constantFrom('"a"', '"b"', '"iter"', '"{}[]:,"', '":monitor:gpu"', "7", '"\\u0061"'),
    space: fc.constantFrom("", "", " "),
    end: fc.constantFrom("", "", "\r", " "),
    numbers: fc.tuple(number, number, number),
    more: fc.array(
      fc.tuple(field, fc.oneof(number, fc.constantFrom('"1"', "null", '{"iter":5}', '["value",{"value":1}]', "true"))),
      { maxLength: 1 },
    ),
    order: fc.boolean(),
  })
  .map(({ metric, space, end, numbers: [iter, value, timestamp], more, order }) => {
    const fields: [string, string][] = [
      ["type", '"training_stats_scalar"'],
      ["task", '"t"'],
      ["metric", metric],
      ["iter", iter],
      ["value", value],
      ["timestamp", timestamp],
      ...more,
    ];
    if (order) fields.reverse();
    return `{${fields.map(([name, text]) => `"${name}"${space}:${space}${text}`).join(`,${space}`)}}${end}`;
  });

it("reads a batch to the same as its lines parsed one by one", () => {
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 6 }), fc.nat({ max: 30 }), (kinds, repeats) => {
      const text = Array.from({ length: repeats + 2 }, () => kinds.join("\n")).join("\n");
      expect(outcome(new JsonLines(text, tryParse))).toEqual(outcome(parsed(text)));
    }),
    { numRuns: 500 },
  );
});

it("follows lines that differ in their numbers, however these are written", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(number, number, number), { minLength: 2, maxLength: 40 }), (rows) => {
      const text = rows
        .map(
          ([iter, value, timestamp]) =>
            `{"type":"training_stats_scalar","task":"t","iter":${iter},"value":${value},"timestamp":${timestamp}}`,
        )
        .join("\n");
      expect(outcome(new JsonLines(text, tryParse))).toEqual(outcome(parsed(text)));
    }),
    { numRuns: 500 },
  );
});

it.each([
  ["a number with a leading zero", '{"iter":01,"value":1,"timestamp":1}'],
  ["a number without digits", '{"iter":-,"value":1,"timestamp":1}'],
  ["a number that ends in its point", '{"iter":1,"value":1.,"timestamp":1}'],
  ["a number that begins with its point", '{"iter":1,"value":.5,"timestamp":1}'],
  ["a value with a leading zero", '{"iter":1,"value":00.5,"timestamp":1}'],
  ["an exponent without digits", '{"iter":1,"value":1e,"timestamp":1}'],
  ["more behind the object", '{"iter":1,"value":1,"timestamp":1}}'],
  ["a line that is cut off", '{"iter":1,"value":1,"timestamp":1'],
])("leaves %s to the parser", (_what, bad) => {
  const lines = new JsonLines(`{"iter":1,"value":1,"timestamp":1}\n${bad}`, tryParse);
  const reading = lines[Symbol.iterator]();
  const { value: source } = reading.next();
  const patterns = new LinePatterns<string>();
  patterns.learn(lines.line, source as Document, "curve");
  patterns.follow(lines, () => expect.unreachable());
  expect(() => reading.next()).toThrow(SyntaxError);
});

it("is not taken in by names in escapes", () => {
  const lineOf = (other: number) =>
    String.raw`{"type":"training_stats_scalar","task":"t","x\"iter":${other},"it\u0065r":1,"value":2,"timestamp":3}`;
  const text = [lineOf(1), lineOf(2), lineOf(3)].join("\n");
  expect(outcome(new JsonLines(text, tryParse))).toEqual(outcome(parsed(text)));
});

it("parses no more lines than there are curves that take turns", () => {
  let count = 0;
  const text = Array.from(
    { length: 1000 },
    (_, index) =>
      `{"type":"training_stats_scalar","task":"t","metric":"m","variant":"${index % 7}","iter":${index},"value":${Math.random()},"timestamp":${1.7e12 + index}}`,
  ).join("\n");
  const counting = new JsonLines(text, (one) => {
    count++;
    return tryParse(one);
  });
  expect(outcome(counting)).toEqual(outcome(parsed(text)));
  expect(count).toBe(8);
});

it("names the line that is no object by its number, also behind lines that were followed", () => {
  const good = '{"type":"training_stats_scalar","task":"t","iter":1,"value":1,"timestamp":1}';
  const lines = new Lines(defaults);
  expect(() => lines.addAll(new JsonLines([good, good, good, "[]", good].join("\n"), tryParse))).toThrow(/line 4 /);
});
