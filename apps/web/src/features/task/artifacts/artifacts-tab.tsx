"use client";

import { Box, File, Package } from "lucide-react";
import { parseAsString, useQueryState } from "nuqs";
import type { ReactNode } from "react";
import { CodeBlock } from "@/components/ui/code-block";
import { Skeleton } from "@/components/ui/skeleton";
import { EmptyState, ErrorState } from "@/components/ui/state";
import { cn } from "@/lib/cn";
import { formatBytes } from "@/lib/format/numbers";
import type { Artifact, TaskModel } from "@/lib/wire";
import { useRunFields } from "../run-context";
import { ArtifactView } from "./artifact-view";
import { ModelView } from "./model-view";

const FIELDS = [
  "execution.artifacts",
  ...["input", "output"].flatMap((side) =>
    [
      "name",
      "model.name",
      "model.uri",
      "model.framework",
      "model.project",
      "model.ready",
      "model.tags",
      "model.created",
    ].map((field) => `models.${side}.${field}`),
  ),
];

type Entry =
  | { readonly kind: "artifact"; readonly id: string; readonly artifact: Artifact }
  | { readonly kind: "model"; readonly id: string; readonly model: TaskModel; readonly side: "input" | "output" };

/** Models and files that the run used and made, with a look into them. */
export function ArtifactsTab() {
  const query = useRunFields(FIELDS);
  const [chosen, setChosen] = useQueryState("a", parseAsString);
  if (query.isPending) return <Skeleton className="m-6 h-72" />;
  if (!query.run) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const { execution, models } = query.run;
  const artifacts = execution?.artifacts ?? [];
  const groups: readonly { title: string; entries: readonly Entry[] }[] = [
    { title: "Input models", entries: (models?.input ?? []).map((model) => modelEntry(model, "input")) },
    { title: "Output models", entries: (models?.output ?? []).map((model) => modelEntry(model, "output")) },
    { title: "Input artifacts", entries: artifacts.filter(({ mode }) => mode === "input").map(artifactEntry) },
    { title: "Artifacts", entries: artifacts.filter(({ mode }) => mode !== "input").map(artifactEntry) },
  ];
  const entries = groups.flatMap((group) => group.entries);
  const current = entries.find(({ id }) => id === chosen) ?? entries[0];
  if (!current) return <NoArtifacts />;
  return (
    <div className="flex min-h-0 flex-1 flex-col md:flex-row">
      <nav
        aria-label="Artifacts and models"
        className="max-h-48 shrink-0 overflow-y-auto border-b border-line px-3 py-3 md:max-h-none md:w-72 md:border-r md:border-b-0 md:py-4"
      >
        {groups
          .filter((group) => group.entries.length > 0)
          .map((group) => (
            <section key={group.title} className="mb-4">
              <h2 className="px-2 pb-1 text-xs font-medium text-faint">{group.title}</h2>
              <ul>
                {group.entries.map((entry) => (
                  <li key={entry.id}>
                    <EntryButton
                      entry={entry}
                      current={entry.id === current.id}
                      onChoose={() => void setChosen(entry.id)}
                    />
                  </li>
                ))}
              </ul>
            </section>
          ))}
      </nav>
      <div className="min-h-0 min-w-0 flex-1 overflow-y-auto px-4 py-4 md:px-6">
        {current.kind === "artifact" ? (
          <ArtifactView key={current.id} artifact={current.artifact} />
        ) : (
          <ModelView key={current.id} model={current.model} side={current.side} />
        )}
      </div>
    </div>
  );
}

function modelEntry(model: TaskModel, side: "input" | "output"): Entry {
  return { kind: "model", id: `${side} model ${model.name ?? model.model?.id}`, model, side };
}

function artifactEntry(artifact: Artifact): Entry {
  return { kind: "artifact", id: `${artifact.mode === "input" ? "input " : ""}${artifact.key}`, artifact };
}

function EntryButton({ entry, current, onChoose }: { entry: Entry; current: boolean; onChoose: () => void }) {
  const label =
    entry.kind === "artifact" ? entry.artifact.key : (entry.model.model?.name ?? entry.model.name ?? "Model");
  const hint: ReactNode =
    entry.kind === "artifact" ? formatBytes(entry.artifact.content_size) : entry.model.model?.framework;
  const Icon = entry.kind === "artifact" ? File : Box;
  return (
    <button
      type="button"
      aria-current={current ? "true" : undefined}
      onClick={onChoose}
      className={cn(
        "flex h-8 w-full items-center gap-2 rounded-md px-2 text-left text-sm hover:bg-hover",
        current && "bg-selected font-medium text-accent hover:bg-selected",
      )}
    >
      <Icon className="size-4 shrink-0 text-faint" />
      <span className="min-w-0 flex-1 truncate" title={label}>
        {label}
      </span>
      <span className="shrink-0 text-xs font-normal text-faint tabular">{hint}</span>
    </button>
  );
}

function NoArtifacts() {
  return (
    <EmptyState icon={<Package />} title="No artifacts yet">
      <p>Models are recorded when the framework saves them; anything else by one line:</p>
      <CodeBlock className="mt-3" code={'task.upload_artifact("predictions", artifact_object=frame)'} />
    </EmptyState>
  );
}
