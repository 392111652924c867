import { describe, expect, it } from "vitest";
import type { Task } from "@/lib/wire";
import { groupingsOf, groupRuns, groupSeries } from "./groups";

const run = (id: string, parameters: Readonly<Record<string, string>>, tags: string[] = []): Task => ({
  ...{ id, name: id, tags },
  hyperparams: {
    Args: Object.fromEntries(
      Object.entries(parameters).map(([name, value]) => [name, { section: "Args", name, value }]),
    ),
  },
});
const runs = [
  run("a", { lr: "0.1", seed: "1", arch: "x" }, ["good"]),
  run("b", { lr: "0.1", seed: "2", arch: "x" }),
  run("c", { lr: "0.2", seed: "3", arch: "x" }),
];
const labels = (by: string) => groupRuns(runs, by).map(({ label, runs }) => [label, runs.map(({ id }) => id)]);

describe("groups of compared runs", () => {
  it("are by what some have in common and some have not", () => {
    expect(groupingsOf(runs).map(({ value }) => value)).toEqual(["all", "tags", "param:Args/lr"]);
    expect(groupingsOf(runs.slice(0, 2)).map(({ value }) => value)).toEqual(["all"]);
  });

  it("keep the order of the runs", () => {
    expect(labels("all")).toEqual([["All runs", ["a", "b", "c"]]]);
    expect(labels("tags")).toEqual([
      ["good", ["a"]],
      ["No tags", ["b", "c"]],
    ]);
    expect(labels("param:Args/lr")).toEqual([
      ["lr 0.1", ["a", "b"]],
      ["lr 0.2", ["c"]],
    ]);
    expect(labels("param:Args/gone")).toEqual([["No gone", ["a", "b", "c"]]]);
  });

  it("are drawn by their mean, with the band that was chosen", () => {
    const line = {
      ...{ group: 0, variant: "v", x: [0, 1], mean: [2, 5], min: [1, 5], max: [3, 5] },
      ...{ std: [1, null], stderr: [0.5, null], ci95: [4, null] },
    };
    const draw = (band: "minmax" | "std" | "ci95") =>
      groupSeries(groupRuns(runs, "all"), [line], { band, variants: ["v"] })[0];
    expect(draw("minmax")).toMatchObject({ label: "All runs (3)", x: [0, 1], y: [2, 5], min: [1, 5], max: [3, 5] });
    expect(draw("std")).toMatchObject({ min: [1, 5], max: [3, 5] });
    expect(draw("ci95")).toMatchObject({ min: [-2, 5], max: [6, 5] });
  });
});
