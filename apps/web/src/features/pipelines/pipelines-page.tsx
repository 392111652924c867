"use client";

import { Workflow } from "lucide-react";
import { CodeBlock } from "@/components/ui/code-block";
import { EmptyState } from "@/components/ui/state";
import { CollectionCard } from "@/features/collections/collection-card";
import { CollectionsPage } from "@/features/collections/collections-page";
import { StatusBar } from "@/features/projects/project-card";
import { formatCount } from "@/lib/format/numbers";
import { pipelineHref } from "./pipeline";

const EXAMPLE = [
  "from clearml import PipelineController",
  "",
  'pipe = PipelineController(name="nightly", project="vision", version="1.0.0")',
  'pipe.add_function_step(name="fetch", function=fetch, function_return=["data"])',
  'pipe.add_function_step(name="train", function=train, parents=["fetch"])',
  "pipe.start()",
].join("\n");

/** All pipelines. */
export function PipelinesPage() {
  return (
    <CollectionsPage
      kind="pipeline"
      title="Pipelines"
      card={(pipeline) => {
        const runs = pipeline.stats?.active?.total_tasks ?? 0;
        return (
          <CollectionCard
            key={pipeline.id}
            kind="pipeline"
            collection={pipeline}
            href={pipelineHref(pipeline.id)}
            footer={
              <span className="tabular">
                {formatCount(runs)} {runs === 1 ? "run" : "runs"}
              </span>
            }
          >
            <StatusBar counts={pipeline.stats?.active?.status_count} />
          </CollectionCard>
        );
      }}
      empty={
        <EmptyState icon={<Workflow />} title="No pipelines yet">
          <p>A pipeline runs steps one after another and side by side. It appears here when it first runs.</p>
          <CodeBlock className="mt-3" code={EXAMPLE} />
        </EmptyState>
      }
    />
  );
}
