import { expect, it } from "vitest";
import { lastLine } from "./failed-lately";
import { mainMetric, timeLeft } from "./running-now";

it("finds the last line that says something", () => {
  expect(lastLine("Traceback\n\u001b[31mValueError: bad\u001b[0m\n\n")).toBe("ValueError: bad");
  expect(lastLine("10%\r50%\r100%\r")).toBe("100%");
  expect(lastLine("\n \n")).toBe("");
});

it("prefers a loss to what the machine reports", () => {
  const metric = (name: string, variant: string) => ({ metric: name, variant, value: 1 });
  const task = {
    id: "t",
    last_metrics: {
      a: { b: metric(":monitor:gpu", "gpu_0") },
      c: { d: metric("epoch", "n") },
      e: { f: metric("train", "loss") },
    },
  };
  expect(mainMetric(task)).toMatchObject({ metric: "train", variant: "loss" });
  expect(mainMetric({ id: "t", last_metrics: { a: { b: metric(":monitor:gpu", "gpu_0") } } })).toBeNull();
});

it("tells the time left from the share done", () => {
  const now = new Date("2026-01-01T01:00:00Z");
  expect(timeLeft(50, "2026-01-01T00:00:00+00:00", now)).toBe(3600);
  expect(timeLeft(0, "2026-01-01T00:00:00+00:00", now)).toBeNull();
  expect(timeLeft(null, "2026-01-01T00:00:00+00:00", now)).toBeNull();
});
