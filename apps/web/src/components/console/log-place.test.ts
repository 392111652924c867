import { linesOfMessages } from "@limpid/event-store/search/shown";
import fc from "fast-check";
import { expect, it } from "vitest";
import { stripAnsi } from "./ansi";
import { foldInto, type LogLine, linesOf } from "./log-lines";
import { firstNumber, indexOfNumber, type LogHit, locate, numbersOf } from "./log-place";

const fold = (...events: readonly (readonly [timestamp: number, msg: string])[]): LogLine[] => {
  const lines: LogLine[] = [];
  for (const [timestamp, msg] of events) foldInto(lines, linesOf({ timestamp, msg }));
  return lines;
};
const hit = (fields: Partial<LogHit>): LogHit => ({
  ...{ number: 1, timestamp: 0, text: "", before: [], after: [], cursor: "" },
  ...fields,
});

it("numbers lines through the whole log, a folded progress bar by its last state", () => {
  const lines = fold([1, "start"], [2, "a: 1%|"], [3, "a: 50%|"], [4, "a: 100%|"], [5, "end\nof it"]);
  const numbers = numbersOf(lines, 11);
  expect([...numbers]).toEqual([11, 14, 15, 16]);
  expect([10, 11, 12, 14, 16, 17].map((number) => indexOfNumber(numbers, number))).toEqual([0, 0, 1, 1, 3, null]);
});

it("finds a hit by its time and text, among equal ones by what stands around it", () => {
  const lines = fold([1, "x"], [2, "same\none\n\u001b[31msame\u001b[0m\ntwo"], [3, "same"]);
  expect(locate(lines, hit({ timestamp: 2, text: "same", before: ["one"], after: ["two"] }))).toBe(3);
  expect(locate(lines, hit({ timestamp: 2, text: "same", before: ["x"], after: ["one"] }))).toBe(1);
  expect(locate(lines, hit({ timestamp: 3, text: "same" }))).toBe(5);
  expect(locate(lines, hit({ timestamp: 9, text: "same" }))).toBeNull();
  expect(firstNumber(lines, hit({ number: 104, timestamp: 2, text: "same", before: ["one"], after: ["two"] }))).toBe(
    101,
  );
});

it("of a state that was overwritten it takes the line that stands for it", () => {
  const lines = fold([1, "start"], [2, "a: 1%|"], [3, "a: 50%|"], [9, "a: 100%|"], [10, "end"]);
  expect(locate(lines, hit({ timestamp: 3, text: "a: 50%|" }))).toBe(1);
});

it("cuts and strips lines as the server's search does, so that numbers and texts are the same", () => {
  const piece = fc.constantFrom(
    "a",
    " ",
    "\t",
    "\n",
    "\r",
    "\u001b[31m",
    "\u001b[0m",
    "\u001b]0;t",
    "\u0007",
    "\u0000",
    "\u001b",
    "50%",
  );
  fc.assert(
    fc.property(fc.array(fc.array(piece, { maxLength: 8 }), { minLength: 1, maxLength: 3 }), (pieces) => {
      const messages = pieces.map((parts) => parts.join(""));
      const { text, counts } = linesOfMessages(messages);
      const mine = messages.map((msg) => linesOf({ timestamp: 0, msg }).map((line) => stripAnsi(line.text)));
      expect(mine.map((lines) => lines.length)).toEqual([...counts]);
      expect(mine.flat()).toEqual(text.split("\n"));
    }),
    { numRuns: 1000 },
  );
});
