"use client";

import "@xyflow/react/dist/base.css";
import {
  Background,
  Controls,
  type Edge,
  Handle,
  MarkerType,
  MiniMap,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
} from "@xyflow/react";
import { createContext, type ReactNode, use, useMemo, useRef } from "react";
import { useNarrow } from "@/components/table/use-narrow";
import { cn } from "@/lib/cn";
import { type GraphNode, layoutGraph } from "./layout";

/** A box: what it comes after, what is written in it. */
export interface FlowNode extends GraphNode {
  /** For screen readers and search: the name of the box. */
  readonly label: string;
  readonly content: ReactNode;
  /** Colour of its mark and in the map, any CSS colour. */
  readonly color: string;
}

interface Props {
  /** What the graph shows, for screen readers. */
  readonly label: string;
  readonly nodes: readonly FlowNode[];
  /** Size of all boxes, px. */
  readonly width?: number;
  readonly height?: number;
  readonly selected?: string | null;
  readonly onSelect?: (id: string) => void;
  readonly className?: string;
}

/** The live content of the boxes: the graph itself is laid out anew only when its structure changes. */
const Contents = createContext<{
  readonly byId: ReadonlyMap<string, FlowNode>;
  readonly selected: string | null;
  readonly onSelect?: (id: string) => void;
  readonly down: boolean;
}>({ byId: new Map(), selected: null, down: false });

const NODE_TYPES = { box: Box };
/** Boxes from which on a map helps. */
const MANY = 12;

/** Boxes and arrows on a plane to pan and zoom. Boxes are buttons: Tab reaches them, Enter opens them. */
export function FlowGraph({ nodes, width = 190, height = 64, selected = null, ...props }: Props) {
  const frame = useRef<HTMLElement>(null);
  // Where there is more height than width the arrows point down.
  const down = useNarrow(frame);
  const structure = JSON.stringify(nodes.map(({ id, parents }) => [id, parents]));
  const placed = useMemo(() => {
    const list = (JSON.parse(structure) as [string, string[]][]).map(([id, parents]) => ({ id, parents }));
    return layoutGraph(list, { width, height, down });
  }, [structure, width, height, down]);
  const boxes = useMemo<Node[]>(
    () =>
      placed.nodes.map(({ id, x, y }) => ({
        id,
        type: "box",
        position: { x, y },
        data: {},
        width,
        height,
        draggable: false,
        focusable: false,
      })),
    [placed, width, height],
  );
  const arrows = useMemo<Edge[]>(
    () =>
      placed.edges.map(({ from, to }) => {
        const lit = selected === from || selected === to;
        const color = lit ? "var(--accent)" : "var(--line-strong)";
        return {
          id: `${from}→${to}`,
          source: from,
          target: to,
          focusable: false,
          zIndex: lit ? 1 : 0,
          style: { stroke: color, strokeWidth: lit ? 2 : 1.25 },
          markerEnd: { type: MarkerType.ArrowClosed, color, width: 14, height: 14 },
        };
      }),
    [placed, selected],
  );
  const byId = useMemo(() => new Map(nodes.map((node) => [node.id, node])), [nodes]);
  const { onSelect } = props;
  const contents = useMemo(() => ({ byId, selected, onSelect, down }), [byId, selected, onSelect, down]);
  return (
    <section ref={frame} aria-label={props.label} className={cn("relative min-h-0", props.className)}>
      <Contents value={contents}>
        <ReactFlow
          key={down ? "down" : "right"}
          nodes={boxes}
          edges={arrows}
          nodeTypes={NODE_TYPES}
          fitView
          fitViewOptions={{ maxZoom: 1, padding: 0.08 }}
          minZoom={0.1}
          maxZoom={1.6}
          nodesConnectable={false}
          nodesDraggable={false}
          elementsSelectable={false}
          onlyRenderVisibleElements={nodes.length > 100}
          className="[--xy-attribution-background-color:transparent]"
        >
          <Background color="var(--line)" gap={20} />
          <Controls
            showInteractive={false}
            className="overflow-hidden rounded-md border border-line-strong bg-raised shadow-float [&_button]:border-line [&_button]:bg-raised [&_button]:fill-text [&_button:hover]:bg-hover"
          />
          {nodes.length > MANY && (
            <MiniMap
              pannable
              zoomable
              ariaLabel="Map of the graph"
              nodeColor={(node) => byId.get(node.id)?.color ?? "var(--line-strong)"}
              bgColor="var(--surface-raised)"
              maskColor="color-mix(in srgb, var(--surface) 70%, transparent)"
              className="hidden rounded-md border border-line md:block"
            />
          )}
        </ReactFlow>
      </Contents>
    </section>
  );
}

function Box({ id }: NodeProps) {
  const { byId, selected, onSelect, down } = use(Contents);
  const node = byId.get(id);
  if (!node) return null;
  const look = cn(
    "flex h-full w-full items-center overflow-hidden rounded-md border border-line-strong bg-raised py-1.5 pr-2 pl-3 text-left text-xs",
    "border-l-4",
    selected === id && "outline-2 outline-offset-1 outline-accent",
  );
  const style = { borderLeftColor: node.color };
  return (
    <>
      <Handle
        type="target"
        position={down ? Position.Top : Position.Left}
        isConnectable={false}
        className="invisible"
      />
      {onSelect ? (
        <button
          type="button"
          aria-label={node.label}
          aria-pressed={selected === id}
          onClick={() => onSelect(id)}
          style={style}
          // React Flow takes the pointer from boxes that it neither drags nor selects.
          className={cn("nodrag nopan pointer-events-auto hover:bg-hover", look)}
        >
          {node.content}
        </button>
      ) : (
        <div style={style} className={look}>
          {node.content}
        </div>
      )}
      <Handle
        type="source"
        position={down ? Position.Bottom : Position.Right}
        isConnectable={false}
        className="invisible"
      />
    </>
  );
}
