"use client";

import { Database } from "lucide-react";
import { EmptyState } from "@/components/ui/state";
import { CollectionHead } from "@/features/collections/collection-head";
import { MembersTable } from "@/features/collections/members-table";
import { versionHref } from "./dataset";
import { VERSION_COLUMNS, VersionCard } from "./version-columns";

/** One data set: its versions. */
export function DatasetPage({ projectId }: { projectId: string }) {
  return (
    <CollectionHead kind="dataset" projectId={projectId}>
      <MembersTable
        kind="dataset"
        projectId={projectId}
        noun="version"
        columns={VERSION_COLUMNS}
        href={versionHref}
        card={(task) => <VersionCard task={task} />}
        without={["enqueue", "dequeue", "reset", "clone", "move"]}
        empty={
          <EmptyState icon={<Database />} title="No versions yet">
            They appear here as soon as one is created.
          </EmptyState>
        }
      />
    </CollectionHead>
  );
}
