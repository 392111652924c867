"use client";

import { useQuery } from "@tanstack/react-query";
import { Play, Workflow } from "lucide-react";
import { useMemo, useState } from "react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/state";
import { memberCondition } from "@/features/collections/collection";
import { CollectionHead } from "@/features/collections/collection-head";
import { MembersTable } from "@/features/collections/members-table";
import { useOfferCommands } from "@/features/palette/commands";
import { useTRPC } from "@/lib/trpc/client";
import { documents, type Task } from "@/lib/wire";
import { pipelineRunHref } from "./pipeline";
import { PIPELINE_RUN_COLUMNS, PipelineRunCard } from "./run-columns";
import { StartDialog } from "./start-dialog";

/** One pipeline: its runs, and the start of a new one. */
export function PipelinePage({ projectId }: { projectId: string }) {
  const trpc = useTRPC();
  const [starting, setStarting] = useState(false);
  const latest = useQuery(
    trpc.tasks.get_all_ex.queryOptions({
      ...memberCondition("pipeline"),
      project: [projectId],
      search_hidden: true,
      order_by: ["-created"],
      page: 0,
      page_size: 1,
      only_fields: ["name", "project.name"],
    }),
  );
  const source = documents<Task>(latest.data?.tasks)[0];
  const startable = source !== undefined;
  useOfferCommands(
    useMemo(
      () => (startable ? [{ id: "new-pipeline-run", label: "New run", run: () => setStarting(true) }] : []),
      [startable],
    ),
  );
  return (
    <CollectionHead
      kind="pipeline"
      projectId={projectId}
      actions={
        source && (
          <Button variant="primary" onClick={() => setStarting(true)}>
            <Play /> New run
          </Button>
        )
      }
    >
      <MembersTable
        kind="pipeline"
        projectId={projectId}
        noun="run"
        columns={PIPELINE_RUN_COLUMNS}
        href={pipelineRunHref}
        card={(task) => <PipelineRunCard task={task} />}
        without={["clone", "move"]}
        empty={<EmptyState icon={<Workflow />} title="This pipeline has no runs" />}
      />
      {starting && source && <StartDialog source={source} onClose={() => setStarting(false)} />}
    </CollectionHead>
  );
}
