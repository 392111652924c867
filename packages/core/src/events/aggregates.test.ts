import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Aggregate, aggregate, type RunCurve, studentT95 } from "./aggregates";

/** Made by aggregates.fixtures.py. */
const fixtures = JSON.parse(readFileSync(new URL("aggregates.fixtures.json", import.meta.url), "utf8")) as {
  readonly student_t95: Readonly<Record<string, number>>;
  readonly cases: readonly { readonly name: string; readonly runs: RunCurve[]; readonly aggregate: Aggregate }[];
};

/** Equal but for the last digits of what was summed up in another order. */
const near = (expected: number | null, size: number) =>
  expected === null ? null : expect.closeTo(expected, Math.floor(10 - Math.log10(Math.max(size, 1e-300))));

describe("aggregate says what numpy says of", () => {
  it.each(fixtures.cases)("$name", ({ runs, aggregate: expected }) => {
    const found = aggregate(runs);
    const size = (at: number): number => Math.max(Math.abs(expected.min[at] ?? 0), Math.abs(expected.max[at] ?? 0));
    expect(found).toEqual(
      Object.fromEntries(
        Object.entries(expected).map(([name, column]: [string, (number | null)[]]) => [
          name,
          ["x", "count", "min", "max"].includes(name) ? column : column.map((value, at) => near(value, size(at))),
        ]),
      ),
    );
  });
});

it.each(Object.entries(fixtures.student_t95))("knows Student's t of %s degrees of freedom", (degrees, expected) => {
  expect(studentT95(Number(degrees))).toBeCloseTo(expected, 8);
});

it("has nothing to say of no runs", () => {
  expect(aggregate([]).x).toEqual([]);
});
