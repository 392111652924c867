"use client";

import { Database } from "lucide-react";
import { CodeBlock } from "@/components/ui/code-block";
import { EmptyState } from "@/components/ui/state";
import type { Collection } from "@/features/collections/collection";
import { CollectionCard } from "@/features/collections/collection-card";
import { CollectionsPage } from "@/features/collections/collections-page";
import { formatBytes, formatCount } from "@/lib/format/numbers";
import { datasetHref } from "./dataset";

const EXAMPLE = [
  "from clearml import Dataset",
  "",
  'data = Dataset.create(dataset_project="vision", dataset_name="road signs")',
  'data.add_files("pictures/")',
  "data.upload()",
  "data.finalize()",
].join("\n");

/** All data sets. */
export function DatasetsPage() {
  return (
    <CollectionsPage
      kind="dataset"
      title="Datasets"
      card={(dataset) => <DatasetCard key={dataset.id} dataset={dataset} />}
      empty={
        <EmptyState icon={<Database />} title="No datasets yet">
          <p>A dataset keeps versions of files; runs say which one they used.</p>
          <CodeBlock className="mt-3" code={EXAMPLE} />
        </EmptyState>
      }
    />
  );
}

function DatasetCard({ dataset }: { dataset: Collection }) {
  const versions = dataset.stats?.active?.total_tasks ?? 0;
  const { file_count = 0, total_size = 0 } = dataset.dataset_stats ?? {};
  return (
    <CollectionCard
      kind="dataset"
      collection={dataset}
      href={datasetHref(dataset.id)}
      footer={dataset.user?.name && <span className="truncate">{dataset.user.name}</span>}
    >
      <p className="text-sm text-muted tabular">
        {formatCount(versions)} {versions === 1 ? "version" : "versions"}
      </p>
      <p className="text-xs text-muted tabular">
        Latest: {formatCount(file_count)} {file_count === 1 ? "file" : "files"}, {formatBytes(total_size)}
      </p>
    </CollectionCard>
  );
}
