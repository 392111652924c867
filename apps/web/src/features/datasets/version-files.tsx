"use client";

import { useQuery } from "@tanstack/react-query";
import { FileQuestion } from "lucide-react";
import { useDeferredValue, useMemo, useState } from "react";
import type { TableColumn } from "@/components/table/column";
import { DataTable } from "@/components/table/data-table";
import { useLocalTableState } from "@/components/table/use-table-state";
import { Badge } from "@/components/ui/badge";
import { SearchInput } from "@/components/ui/search-input";
import { Skeleton } from "@/components/ui/skeleton";
import { EmptyState, ErrorState } from "@/components/ui/state";
import { Segmented } from "@/components/ui/tabs";
import { Section } from "@/features/models/section";
import { useSession } from "@/features/session/session";
import { fileHref } from "@/lib/file-href";
import { formatBytes, formatCount } from "@/lib/format/numbers";
import type { Task } from "@/lib/wire";
import { type LineageNode, parseState, stateArtifact, type VersionFile } from "./dataset";

const filePath = (file: VersionFile) => file.path;

/** The files of a version, from the state that the SDK stored with it. */
export function VersionFiles({ task, lineage }: { task: Task; lineage: readonly LineageNode[] }) {
  const { addresses } = useSession();
  const artifact = stateArtifact(task.execution?.artifacts);
  const href = fileHref(artifact?.uri, addresses);
  const query = useQuery({
    queryKey: ["dataset state", href, artifact?.hash],
    queryFn: async ({ signal }) => {
      const answer = await fetch(href ?? "", { signal });
      if (!answer.ok) throw new Error(`The file server answered ${answer.status} for the list of files.`);
      const files = parseState(await answer.text());
      if (!files) throw new Error("The stored list of files cannot be read.");
      return files;
    },
    enabled: href !== null,
    staleTime: Number.POSITIVE_INFINITY,
    retry: 1,
  });
  if (!artifact || href === null)
    return (
      <Section title="Files">
        <EmptyState icon={<FileQuestion />} title="No list of files" className="py-6">
          {artifact?.uri
            ? `It is stored at ${artifact.uri}, which the browser cannot reach.`
            : "The version was closed without one."}
        </EmptyState>
      </Section>
    );
  if (query.isPending) return <Skeleton className="h-80" />;
  if (query.isError)
    return (
      <Section title="Files">
        <ErrorState compact error={query.error} onRetry={() => void query.refetch()} />
      </Section>
    );
  return <FileTable files={query.data} versionId={task.id} lineage={lineage} />;
}

function FileTable(props: { files: readonly VersionFile[]; versionId: string; lineage: readonly LineageNode[] }) {
  const { files, versionId, lineage } = props;
  const [search, setSearch] = useState("");
  const [shown, setShown] = useState<"all" | "new">("all");
  const text = useDeferredValue(search.toLowerCase());
  const columns = useMemo(() => fileColumns(versionId, lineage), [versionId, lineage]);
  const state = useLocalTableState(columns, "path");
  const rows = useMemo(() => {
    const fits = files.filter(
      (file) => file.path.toLowerCase().includes(text) && (shown === "all" || file.from === versionId),
    );
    return sortFiles(fits, state.orderBy[0] ?? "path");
  }, [files, text, shown, versionId, state.orderBy]);
  const total = rows.reduce((sum, file) => sum + (file.size ?? 0), 0);
  return (
    <Section
      title="Files"
      actions={
        <span className="text-xs text-muted tabular" role="status">
          {formatCount(rows.length)} {rows.length === 1 ? "file" : "files"}, {formatBytes(total)}
        </span>
      }
    >
      <div className="mb-2 flex flex-wrap items-center gap-2">
        <SearchInput
          value={search}
          onValueChange={setSearch}
          placeholder="Search files"
          aria-label="Search files"
          className="w-full sm:w-64"
        />
        <Segmented
          label="Which files"
          value={shown}
          onValueChange={setShown}
          options={[
            { value: "all", label: "All" },
            { value: "new", label: "New or changed here" },
          ]}
        />
      </div>
      <div className="flex h-96 flex-col overflow-hidden rounded-md border border-line">
        <DataTable
          label="Files"
          columns={columns}
          rows={rows}
          rowId={filePath}
          state={state}
          status="success"
          card={(file) => (
            <span className="min-w-0 flex-1">
              <span className="block truncate font-mono text-xs">{file.path}</span>
              <span className="block truncate text-xs text-muted tabular">{formatBytes(file.size)}</span>
            </span>
          )}
          empty={<EmptyState title={files.length === 0 ? "This version has no files" : "No file matches"} />}
        />
      </div>
    </Section>
  );
}

function fileColumns(versionId: string, lineage: readonly LineageNode[]): TableColumn<VersionFile>[] {
  const versions = new Map(lineage.map((node) => [node.id, node.version ?? node.name]));
  return [
    {
      id: "path",
      header: "Path",
      width: 360,
      pinned: true,
      sortable: true,
      cell: (file) => (
        <span className="truncate font-mono text-xs" title={file.link ?? file.path}>
          {file.path}
        </span>
      ),
    },
    { id: "size", header: "Size", width: 100, align: "right", sortable: true, cell: (file) => formatBytes(file.size) },
    {
      id: "from",
      header: "Since",
      width: 110,
      cell: (file) =>
        file.from === versionId ? (
          <Badge tone="accent">This version</Badge>
        ) : (
          <span className="truncate text-muted tabular">{versions.get(file.from) ?? file.from.slice(0, 8)}</span>
        ),
    },
    {
      id: "hash",
      header: "SHA-256",
      width: 150,
      cell: (file) => (
        <span className="truncate font-mono text-xs text-muted" title={file.hash}>
          {file.hash || "–"}
        </span>
      ),
    },
  ];
}

function sortFiles(files: readonly VersionFile[], key: string): readonly VersionFile[] {
  const back = key.startsWith("-");
  const bySize = key.endsWith("size");
  // They come sorted by path.
  const sorted = bySize ? files.toSorted((a, b) => (a.size ?? 0) - (b.size ?? 0)) : files;
  return back ? sorted.toReversed() : sorted;
}
