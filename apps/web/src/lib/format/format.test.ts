import { describe, expect, it } from "vitest";
import { formatDuration, formatRelative, secondsBetween, toDate } from "./dates";
import { formatBytes, formatMetric } from "./numbers";

describe("formatMetric", () => {
  it.each([
    [0, "0"],
    [0.123456789, "0.12346"],
    [1234567, "1,234,567"],
    [0.00001234, "1.234e-5"],
    [123456789, "1.235e+8"],
    [-2.5, "-2.5"],
    [Number.NaN, "NaN"],
    [Number.NEGATIVE_INFINITY, "−∞"],
    [null, "–"],
  ])("%s → %s", (value, text) => expect(formatMetric(value)).toBe(text));
});

it.each([
  [0, "0 B"],
  [1023, "1,023 B"],
  [1536, "1.5 KB"],
  [5 * 1024 ** 3, "5 GB"],
  [undefined, "–"],
])("%s bytes are %s", (value, text) => expect(formatBytes(value)).toBe(text));

it.each([
  [0, "0s"],
  [0.85, "850 ms"],
  [59.4, "59s"],
  [59.6, "1m 00s"],
  [3_599.6, "1h 00m"],
  [100_000, "1d 3h"],
  [-1, "–"],
  [null, "–"],
])("%s seconds are %s", (value, text) => expect(formatDuration(value)).toBe(text));

it("tells how long ago", () => {
  const now = new Date("2026-11-24T12:00:00Z");
  expect(formatRelative("2026-11-24T11:59:40+00:00", now)).toBe("just now");
  expect(formatRelative("2026-11-24T09:00:00+00:00", now)).toContain("3");
  expect(formatRelative("nonsense", now)).toBe("–");
});

it("counts to now while there is no end", () => {
  const now = new Date("2026-11-24T12:00:10Z");
  expect(secondsBetween("2026-11-24T12:00:00+00:00", null, now)).toBe(10);
  expect(secondsBetween(null, null, now)).toBeNull();
  expect(toDate("")).toBeNull();
});
