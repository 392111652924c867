import { expect, test } from "vitest";
import { describe as describeProgress, duration, ProgressView } from "./progress";

const copying = { step: "copying", owners: 2000, ownersDone: 1000, events: 4e6, eventsDone: 1e6, bytes: 24e6 } as const;

/** Everything that a view writes, with a clock that is moved by hand. */
function screen(isTTY: boolean) {
  const written: string[] = [];
  let now = 0;
  const stream = { isTTY, columns: 200, write: (text: string) => Boolean(written.push(text)) };
  const view = new ProgressView(stream as never, () => now);
  return { view, written, wait: (milliseconds: number) => (now += milliseconds) };
}

test("says how far it is, how fast, and how long it will take", () => {
  expect(describeProgress(copying, 10_000, 0)).toBe(
    "copying: 1,000 of 2,000 tasks and models · 1M of 4M events · 24 MB, 2.4 MB/s · 30 s left",
  );
  // What an earlier mover has done says nothing about the pace.
  expect(describeProgress(copying, 10_000, 500_000)).toContain("60 s left");
  expect(describeProgress({ ...copying, step: "listing" }, 0, 0)).toBe("listing: 2,000 tasks and models, 4M events");
});

test.each([
  [400, "1 s"],
  [89_000, "89 s"],
  [90_000, "2 min"],
  [7_500_000, "2 h 5 min"],
])("writes %d ms as %s", (milliseconds, text) => {
  expect(duration(milliseconds)).toBe(text);
});

test("writes a line now and then where there is no terminal", () => {
  const { view, written, wait } = screen(false);
  view.show({ ...copying, step: "waiting" });
  view.show(copying);
  wait(5000);
  view.show(copying);
  wait(5000);
  view.show(copying);
  view.end();
  expect(written).toHaveLength(3);
  expect(written.every((line) => line.endsWith("\n") && !line.includes("\r"))).toBe(true);
});

test("writes one bar over itself on a terminal, and leaves the last one", () => {
  const { view, written, wait } = screen(true);
  view.show(copying);
  wait(100);
  view.show(copying);
  wait(100);
  view.show({ ...copying, eventsDone: 4e6 });
  view.end();
  expect(written).toHaveLength(3);
  expect(written[0]).toMatch(/^\r\S*\[█{6}░{18}\] copying/);
  expect(written[1]).toMatch(/\[█{24}\]/);
  expect(written[2]).toBe("\n");
});
