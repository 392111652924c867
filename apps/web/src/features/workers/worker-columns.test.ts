import { expect, it } from "vitest";
import type { Worker } from "@/lib/wire";
import { sortWorkers } from "./worker-columns";

const workers: Worker[] = [{ id: "node-10" }, { id: "node-2", task: { id: "t" } }, { id: "node-1" }];
const loads = new Map([["node-1", { cpu: 0.2, memory: null, gpus: [] }]]);
const order = (...sort: { id: string; desc: boolean }[]) => sortWorkers(workers, sort, loads).map(({ id }) => id);

it("sorts workers by numbers in their names, by state and by load", () => {
  expect(order({ id: "id", desc: false })).toEqual(["node-1", "node-2", "node-10"]);
  expect(order({ id: "state", desc: true })).toEqual(["node-2", "node-1", "node-10"]);
  // Those that measured nothing come last when the busiest come first.
  expect(order({ id: "cpu", desc: true })).toEqual(["node-1", "node-2", "node-10"]);
  expect(order()).toEqual(["node-1", "node-2", "node-10"]);
});
