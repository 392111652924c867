import { Graph, layout } from "@dagrejs/dagre";

/** One box of a graph. */
export interface GraphNode {
  readonly id: string;
  /** Boxes that arrows come from; unknown ids are passed over. */
  readonly parents: readonly string[];
}

interface PlacedNode {
  readonly id: string;
  /** Of the upper left corner, px. */
  readonly x: number;
  readonly y: number;
}

interface GraphEdge {
  readonly from: string;
  readonly to: string;
}

export interface GraphLayout {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly GraphEdge[];
}

/** Places the boxes so that arrows point to the right (or down) and cross little. Circles are drawn too: one arrow then points back. */
export function layoutGraph(
  nodes: readonly GraphNode[],
  options: { readonly width: number; readonly height: number; readonly down?: boolean },
): GraphLayout {
  const { width, height, down = false } = options;
  const graph = new Graph();
  graph.setGraph({ rankdir: down ? "TB" : "LR", nodesep: 24, ranksep: down ? 48 : 72, marginx: 8, marginy: 8 });
  graph.setDefaultEdgeLabel(() => ({}));
  const ids = new Set(nodes.map((node) => node.id));
  const edges = nodes.flatMap((node) =>
    [...new Set(node.parents)]
      .filter((parent) => ids.has(parent) && parent !== node.id)
      .map((parent) => ({ from: parent, to: node.id })),
  );
  for (const id of ids) graph.setNode(id, { width, height });
  for (const { from, to } of edges) graph.setEdge(from, to);
  layout(graph);
  const placed = Array.from(ids, (id) => {
    const { x = 0, y = 0 } = graph.node(id) as { x?: number; y?: number };
    return { id, x: Math.round(x - width / 2), y: Math.round(y - height / 2) };
  });
  return { nodes: placed, edges };
}
