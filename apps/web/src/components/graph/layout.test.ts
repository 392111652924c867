import { expect, it } from "vitest";
import { layoutGraph } from "./layout";

const size = { width: 100, height: 40 };

it("places parents before their children, and nothing over anything else", () => {
  const nodes = [
    { id: "a", parents: [] },
    { id: "b", parents: ["a"] },
    { id: "c", parents: ["a"] },
    { id: "d", parents: ["b", "c"] },
  ];
  const { nodes: placed, edges } = layoutGraph(nodes, size);
  const at = new Map(placed.map((node) => [node.id, node]));
  for (const { from, to } of edges) expect(at.get(from)?.x ?? 0).toBeLessThan((at.get(to)?.x ?? 0) - size.width);
  const [b, c] = [at.get("b"), at.get("c")];
  expect(Math.abs((b?.y ?? 0) - (c?.y ?? 0))).toBeGreaterThanOrEqual(size.height);
});

it("passes over unknown parents, draws circles, and repeated arrows once", () => {
  const { nodes, edges } = layoutGraph(
    [
      { id: "a", parents: ["b", "gone", "a"] },
      { id: "b", parents: ["a", "a"] },
    ],
    size,
  );
  expect(nodes).toHaveLength(2);
  expect(edges).toEqual([
    { from: "b", to: "a" },
    { from: "a", to: "b" },
  ]);
  expect(layoutGraph([], size).nodes).toEqual([]);
});

it("lays out hundreds of steps in seconds", () => {
  const nodes = Array.from({ length: 600 }, (_, index) => ({
    id: String(index),
    parents: index === 0 ? [] : [String(Math.floor((index - 1) / 2))],
  }));
  expect(layoutGraph(nodes, size).nodes).toHaveLength(600);
});
