import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LogBook, OVERLAP } from "./log-book";
import { foldInto, type LogEvent, type LogLine, linesOf } from "./log-lines";

const E = "\u001b";
const event = (timestamp: number, msg: string, more: Partial<LogEvent> = {}): LogEvent => ({ timestamp, msg, ...more });
const texts = (lines: readonly LogLine[]) => lines.map((line) => line.text);
const folded = (...messages: string[]) => {
  const lines: LogLine[] = [];
  for (const msg of messages) foldInto(lines, linesOf(event(0, msg)));
  return lines;
};

describe("linesOf", () => {
  it("splits at line ends and keeps blank lines and spaces", () => {
    expect(texts(linesOf(event(0, "a\n\n  b\n")))).toEqual(["a", "", "  b"]);
    expect(texts(linesOf(event(0, "")))).toEqual([""]);
  });

  it("shows the last state of what carriage returns overwrote", () => {
    expect(texts(linesOf(event(0, "1%\r50%\r100%\ndone\r\nx\r\r  ")))).toEqual(["100%", "done", "x"]);
  });

  it("carries a colour over the line end until it is reset", () => {
    const lines = linesOf(event(0, `${E}[31mred\nstill\n${E}[0mplain\nend`));
    expect(texts(lines)).toEqual([`${E}[31mred`, `${E}[31mstill`, `${E}[31m${E}[0mplain`, "end"]);
  });
});

describe("progress bars", () => {
  it("become one line with the last state", () => {
    const lines = folded(
      ...Array.from(
        { length: 100 },
        (_, index) => `train: ${String(index + 1).padStart(3)}%|${"█".repeat(index / 10)}| 1/2`,
      ),
    );
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ folded: { count: 99, from: 1 }, text: expect.stringContaining("100%") });
  });

  it("stay apart when they start again, have other names, or something stands between", () => {
    expect(folded("a: 50%|", "a: 100%|", "a: 10%|", "b: 20%|", "note", "b: 30%|")).toHaveLength(5);
  });

  it("of Keras and pip too; ordinary lines with percents stay", () => {
    expect(folded("1/20 [>....] - 3s", "2/20 [=>...] - 2s")).toHaveLength(1);
    expect(folded("   ━━━━━━━━━━━━ 1.2/3.4 MB", "   ━━━━━━━━━━━━ 3.4/3.4 MB")).toHaveLength(1);
    expect(folded("accuracy 50%", "accuracy 60%")).toHaveLength(2);
  });
});

describe("LogBook", () => {
  it("puts older lines before without changing keys", () => {
    const book = new LogBook();
    book.start([event(100, "c\nd")], 3, false);
    const before = book.snapshot();
    book.prepend([event(10, "a"), event(20, "b")], true);
    const after = book.snapshot();
    expect(texts(after.lines)).toEqual(["a", "b", "c", "d"]);
    expect(after.firstKey + 2).toBe(before.firstKey);
    expect(after).toMatchObject({ complete: true, known: 3, total: 3 });
  });

  it("lets a line that came late stand in its place", () => {
    const book = new LogBook();
    book.start([event(1_000, "a"), event(3_000, "c")], 2, true);
    book.append([event(1_000, "a"), event(2_000, "b"), event(3_000, "c")], 3);
    expect(texts(book.snapshot().lines)).toEqual(["a", "b", "c"]);
  });

  it("tells that a run was reset", () => {
    const book = new LogBook();
    book.start([event(1, "a"), event(2, "b")], 2, true);
    expect(book.outdated(2)).toBe(false);
    expect(book.outdated(1)).toBe(true);
  });

  it("comes to the same lines however the log was read", () => {
    const message = fc.constantFrom("x", "a\nb", "p: 10%|", "p: 20%|", "p: 5%|", "", "1\r2");
    const log = fc.array(fc.record({ step: fc.nat(4_000), msg: message }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(log, fc.nat(29), fc.nat(29), fc.integer({ min: 1, max: 7 }), (steps, one, other, chunk) => {
        let now = 0;
        const events = steps.map(({ step, msg }) => {
          now += step + 1;
          return event(now, msg);
        });
        const [from, to] = [Math.min(one, other), Math.max(one, other)].map((at) =>
          Math.min(at, events.length - 1),
        ) as [number, number];
        const book = new LogBook();
        book.start(events.slice(from, to + 1), events.length, from === 0);
        for (let end = to + 1; end < events.length; end += chunk) {
          const arrived = events.slice(0, end + chunk);
          book.append(
            arrived.filter(({ timestamp }) => timestamp > (book.since ?? 0)),
            arrived.length,
          );
        }
        for (let start = from; start > 0; start -= chunk)
          book.prepend(events.slice(Math.max(0, start - chunk), start), start <= chunk);
        const wanted: LogLine[] = [];
        for (const each of events) foldInto(wanted, linesOf(each));
        expect(texts(book.snapshot().lines)).toEqual(texts(wanted));
        expect(book.snapshot()).toMatchObject({ complete: true, known: events.length });
      }),
    );
  });

  it("reads again only a few seconds", () => {
    const book = new LogBook();
    book.start([event(0, "old"), event(OVERLAP + 2, "new")], 2, true);
    expect(book.since).toBe(2);
  });
});
