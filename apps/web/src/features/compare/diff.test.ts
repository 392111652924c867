import { describe, expect, it } from "vitest";
import type { Task } from "@/lib/wire";
import { diffLines, diffSections, packages, tellApart } from "./diff";

const run = (id: string, params: Record<string, string>, more: Partial<Task> = {}): Task => ({
  id,
  status: "completed",
  hyperparams: {
    Args: Object.fromEntries(Object.entries(params).map(([name, value]) => [name, { section: "Args", name, value }])),
  },
  ...more,
});
const a = run("a", { lr: "0.1", seed: "0", arch: "resnet" });
const b = run("b", { lr: "0.2", seed: "0" });
const c = run("c", { lr: "0.3", seed: "0", arch: "vit" });

describe("the comparison of runs", () => {
  it("has a value for each run, and knows what is the same", () => {
    const args = diffSections([a, b, c]).find(({ name }) => name === "Args");
    expect(args?.rows.map(({ label, values, same }) => [label, values, same])).toEqual([
      ["lr", ["0.1", "0.2", "0.3"], false],
      ["seed", ["0", "0", "0"], true],
      ["arch", ["resnet", undefined, "vit"], false],
    ]);
  });

  it("leaves out what no run has", () => {
    expect(diffSections([{ id: "x", status: "created" }]).map(({ name, rows }) => [name, rows.length])).toEqual([
      ["Details", 1],
    ]);
  });

  it("folds what is the same until it is asked for, or searched", () => {
    const sections = diffSections([a, b]);
    const lines = (search: string, ...unfolded: string[]) =>
      diffLines(sections, { search, unfolded: new Set(unfolded) }).map((line) => line.id);
    expect(lines("")).toEqual(["Details", "Details/…", "Args", "Args/lr", "Args/arch", "Args/…"]);
    expect(lines("", "Args")).toEqual(["Details", "Details/…", "Args", "Args/lr", "Args/arch", "Args/seed"]);
    expect(lines("seed")).toEqual(["Args", "Args/seed"]);
    expect(lines("no such thing")).toEqual([]);
  });

  it("tells runs apart by what differs most", () => {
    expect(tellApart([a, b, c], 1)).toEqual(["lr 0.1", "lr 0.2", "lr 0.3"]);
    expect(tellApart([a, b, c])).toEqual(["lr 0.1 · arch resnet", "lr 0.2", "lr 0.3 · arch vit"]);
    expect(tellApart([a])).toEqual([""]);
  });
});

it("reads versions from requirements, whole text or list", () => {
  const pip = "# Python 3.12\nTorch == 2.9.1\nnumpy>=2\nuvicorn[standard]==0.30\n\nlocal-package";
  const expected = [
    ["torch", "2.9.1"],
    ["numpy", ">=2"],
    ["uvicorn", "0.30"],
    ["local-package", "any"],
  ];
  expect([...packages({ id: "x", script: { requirements: { pip } } })]).toEqual(expected);
  expect([...packages({ id: "x", script: { requirements: { pip: pip.split("\n") } } })]).toEqual(expected);
  expect([...packages({ id: "x" })]).toEqual([]);
});
