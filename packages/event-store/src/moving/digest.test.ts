import { describe, expect, it } from "vitest";
import type { Batch, LogEvent, ScalarRun } from "../store";
import { Digest } from "./digest";

const checksum = (...batches: Batch[]): string => {
  const digest = new Digest();
  for (const batch of batches) digest.add(batch);
  return digest.finish().checksum;
};

const curve = { owner: "o", metric: "m", variant: "v", key: "k", worker: "w", x_axis_label: "x", extra: { a: 1 } };
const run: ScalarRun = { ...curve, iter: [1, 2], timestamp: [3, 4], value: [0, 0.1] };
const { value: _value, ...valueless } = run;
const nextUp = 0.1 + 2 ** -56;

const runs: [string, ScalarRun][] = [
  ["metric", { ...run, metric: "v" }],
  ["variant", { ...run, variant: "m" }],
  ["key", { ...run, key: "" }],
  ["worker", { ...run, worker: "" }],
  ["no worker", { ...run, worker: undefined }],
  ["x_axis_label", { ...run, x_axis_label: "y" }],
  ["extra", { ...run, extra: { a: "1" } }],
  ["iteration", { ...run, iter: [1, 3] }],
  ["timestamp", { ...run, timestamp: [3, 5] }],
  ["last bit of a value", { ...run, value: [0, nextUp] }],
  ["sign of zero", { ...run, value: [-0, 0.1] }],
  ["NaN", { ...run, value: [Number.NaN, 0.1] }],
  ["no value", { ...valueless }],
];

const line: LogEvent = {
  kind: "log",
  owner: "o",
  metric: "m",
  variant: "v",
  timestamp: 1,
  iter: 0,
  msg: "a",
  level: "i",
};
const shared = { owner: "o", metric: "m", variant: "v", timestamp: 1, iter: 0 };
const events: [string, Batch["events"]][] = [
  ["line", [line]],
  ["message", [{ ...line, msg: "b" }]],
  ["no message", [{ ...line, msg: undefined }]],
  ["level", [{ ...line, level: "d" }]],
  ["no iteration", [{ ...line, iter: undefined }]],
  ["worker of a line", [{ ...line, worker: "w" }]],
  ["extra of a line", [{ ...line, extra: { a: null } }]],
  ["a line twice", [line, line]],
  ["an order of lines", [line, { ...line, msg: "b" }]],
  ["the other order of lines", [{ ...line, msg: "b" }, line]],
  ["image", [{ kind: "image", ...shared, url: "a" }]],
  ["address", [{ kind: "image", ...shared, url: "b" }]],
  ["no address", [{ kind: "image", ...shared }]],
  ["plot", [{ kind: "plot", ...shared, plot_str: "a" }]],
  ["no figure", [{ kind: "plot", ...shared }]],
  ["vector", [{ kind: "vector", ...shared, values: [1, 2] }]],
  ["numbers of a vector", [{ kind: "vector", ...shared, values: [1, -0] }]],
  ["length of a vector", [{ kind: "vector", ...shared, values: [1] }]],
];

describe("the checksum", () => {
  it("is another one for every difference", () => {
    const all = new Map<string, string>([["as it is", checksum({ scalars: [run] })]]);
    for (const [what, other] of runs) all.set(what, checksum({ scalars: [other] }));
    for (const [what, list] of events) all.set(what, checksum({ events: list }));
    const sums = [...all.values()];
    expect([...all.keys()].filter((_, index) => sums.indexOf(sums[index] ?? "") !== index)).toEqual([]);
  });

  it("does not know how content is cut, nor one NaN from another", () => {
    const part = (at: number): Batch => ({
      scalars: [{ ...curve, iter: [at + 1], timestamp: [at + 3], value: [[0, 0.1][at] ?? 0] }],
    });
    expect(checksum(part(0), part(1))).toBe(checksum({ scalars: [run] }));
    const odd = new Float64Array(new BigUint64Array([0xfff8000000000001n]).buffer);
    const nan = { ...curve, iter: [1], timestamp: [1] };
    expect(checksum({ scalars: [{ ...nan, value: odd }] })).toBe(
      checksum({ scalars: [{ ...nan, value: [Number.NaN] }] }),
    );
    expect(checksum()).toBe("0".repeat(64));
  });
});
