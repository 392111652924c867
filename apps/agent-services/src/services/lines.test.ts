import fc from "fast-check";
import { expect, it } from "vitest";
import type { ConsoleRecord, Stream } from "../launcher/launcher";
import { Lines } from "./lines";

const MB = 1024 ** 2;

/** Records as an engine gives them: lines with their end, in pieces of at most 16 KiB. */
function recordsOf(text: string | Buffer, stream: Stream = "stdout"): ConsoleRecord[] {
  const bytes = Buffer.from(text);
  const records: ConsoleRecord[] = [];
  for (let start = 0; start < bytes.length; ) {
    const piece = bytes.subarray(start, start + 16 * 1024);
    const newline = piece.indexOf(10);
    const end = start + (newline < 0 ? piece.length : newline + 1);
    records.push({ stream, time: records.length, data: bytes.subarray(start, end), position: String(end) });
    start = end;
  }
  return records;
}

const linesOf = (records: readonly ConsoleRecord[]) => {
  const lines = new Lines();
  return [...records.flatMap((record) => lines.push(record)), ...lines.end()].map(({ text }) => text);
};

it("gives lines whole: empty ones, the last without an end, of two streams at once", () => {
  expect(linesOf(recordsOf("a\n\nb\nno end"))).toEqual(["a", "", "b", "no end"]);
  expect(linesOf(recordsOf("a\n"))).toEqual(["a"]);
  const [out, more] = [recordsOf("begins …"), recordsOf("… ends\n")];
  expect(linesOf([...out, ...recordsOf("oops\n", "stderr"), ...more])).toEqual(["oops", "begins …… ends"]);
  const lines = new Lines();
  for (const record of recordsOf("a\nno end")) lines.push(record);
  expect(lines.place.after).toEqual({ stdout: "2" });
  lines.end();
  expect(lines.place.after).toEqual({ stdout: "8" });
});

it("folds what was written over: progress bars, Windows line ends", () => {
  expect(linesOf(recordsOf("10%\r20%\r30%\n"))).toEqual(["30%"]);
  expect(linesOf(recordsOf("10%\r20%\r\nnext\r\n\r\n"))).toEqual(["20%", "next", ""]);
});

it("stands bytes that are no text, and characters cut in two", () => {
  expect(linesOf(recordsOf(Buffer.from([0xff, 0, 0x61, 0xfe, 0x0a])))).toEqual(["\ufffd\ufffda\ufffd"]);
  const wide = "x".repeat(16 * 1024 - 1) + "é😀".repeat(40_000);
  expect(linesOf(recordsOf(`${wide}\n`)).join("")).toBe(wide);
});

it("keeps a long line in pieces, and of an endless one a megabyte", () => {
  const long = "é".repeat(100_000);
  const pieces = linesOf(recordsOf(`${long}\nnext\n`));
  expect(pieces.at(-1)).toBe("next");
  expect(pieces.slice(0, -1).join("")).toBe(long);
  for (const piece of pieces) expect(piece.length).toBeLessThanOrEqual(64 * 1024);

  const endless = linesOf(recordsOf(`${"x".repeat(100 * MB)}\nnext\n`));
  const kept = endless.slice(0, -2).join("").length;
  expect(kept).toBeGreaterThanOrEqual(MB);
  expect(kept).toBeLessThan(MB + 32 * 1024);
  expect(endless.slice(-2)).toEqual([`… the line goes on: ${100 * MB - kept} bytes are left out`, "next"]);
});

it("can stop after any record and go on from its place: the lines are the same", () => {
  const piece = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 20 }),
    fc.constantFrom("\n", "\n\n", "\r", "tail", "x".repeat(40_000), "y".repeat(2 * MB), "é".repeat(9000)),
  );
  const streams = fc.array(fc.tuple(fc.constantFrom<Stream>("stdout", "stderr"), piece), { maxLength: 12 });
  fc.assert(
    fc.property(streams, fc.nat(), (written, seed) => {
      const texts = { stdout: "", stderr: "" };
      for (const [stream, text] of written) texts[stream] += text;
      const [out, err] = [recordsOf(texts.stdout, "stdout"), recordsOf(texts.stderr, "stderr")];
      // both streams woven into each other somehow
      const all: ConsoleRecord[] = [];
      for (let turn = seed; out.length + err.length > 0; turn = (turn * 48271) % 2147483647) {
        const [first, second] = turn % 2 === 0 ? [out, err] : [err, out];
        const next = first.shift() ?? second.shift();
        if (next) all.push(next);
      }
      const cut = all.length === 0 ? 0 : seed % (all.length + 1);
      const lines = new Lines();
      const before = all.slice(0, cut).flatMap((record) => lines.push(record));
      const { place } = lines;
      const next = new Lines(JSON.parse(JSON.stringify(place)));
      const rest = all.filter(({ stream, position }) => Number(position) > Number(place.after[stream] ?? 0));
      const after = [...rest.flatMap((record) => next.push(record)), ...next.end()];
      const sorted = (some: readonly { text: string }[]) => some.map(({ text }) => text).sort();
      const whole = linesOf(all).sort();
      expect(sorted([...before, ...after])).toEqual(whole);
    }),
    { numRuns: 60 },
  );
});
