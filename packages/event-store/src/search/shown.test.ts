import { expect, it } from "vitest";
import { linesOfMessages } from "./shown";

const E = "\u001b";
const linesOf = (...messages: string[]): string[] => linesOfMessages(messages).text.split("\n");

it("has what a terminal shows: no colours, links and titles, of carriage returns the last state that says something", () => {
  expect(linesOf(`${E}[1;31mERR${E}[0mor`, `${E}]8;;http://x${E}\\link${E}]8;;\u0007`)).toEqual(["ERRor", "link"]);
  expect(linesOf(`a${E}]0;title never ends\nb`)).toEqual(["a", "b"]);
  expect(linesOf("1%\r50%\r100%\ndone\r\nx\r\r  ", `${E}[32m10%\r${E}[0m`)).toEqual(["100%", "done", "x", "10%"]);
  expect(linesOf("a\tb\u0000\u007f")).toEqual(["a\tb"]);
});

it("counts the lines of each message; a line feed at the end begins none", () => {
  const { text, counts } = linesOfMessages(["a\nb\n", "", "\n", "\n\n", "c"]);
  expect([...counts]).toEqual([2, 1, 1, 2, 1]);
  expect(text.split("\n")).toEqual(["a", "b", "", "", "", "", "c"]);
});
