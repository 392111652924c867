"use client";

import { useRouter } from "next/navigation";
import { useMemo } from "react";
import { FlowGraph, type FlowNode } from "@/components/graph/flow-graph";
import { statusKind } from "@/components/status/status";
import { StatusIcon } from "@/components/status/status-badge";
import { Section } from "@/features/models/section";
import { formatBytes } from "@/lib/format/numbers";
import type { Task } from "@/lib/wire";
import { type LineageNode, versionHref } from "./dataset";

/** The versions that this one comes from, as a graph; a click opens one. */
export function VersionLineage({ nodes, current }: { nodes: readonly LineageNode[]; current: Task }) {
  const router = useRouter();
  const boxes = useMemo(() => nodes.map(toBox), [nodes]);
  return (
    <Section title="Lineage">
      <FlowGraph
        label="Versions that this one comes from"
        nodes={boxes}
        width={180}
        height={52}
        selected={current.id}
        onSelect={(id) => id !== current.id && router.push(versionHref({ id, project: current.project }))}
        className="h-56 rounded-md border border-line"
      />
    </Section>
  );
}

function toBox(node: LineageNode): FlowNode {
  const title = node.version ?? node.name;
  return {
    id: node.id,
    parents: node.parents,
    label: `Version ${title}`,
    color: `var(--status-${statusKind(node.status)})`,
    content: (
      <span className="flex min-w-0 flex-1 items-center gap-2">
        <StatusIcon status={node.status} />
        <span className="min-w-0">
          <span className="block truncate text-sm font-medium tabular">{title}</span>
          <span className="block truncate text-xs text-muted tabular">
            {node.size === null ? node.name : `${node.name} · ${formatBytes(node.size)}`}
          </span>
        </span>
      </span>
    ),
  };
}
