"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/state";
import { describeError } from "@/lib/errors";
import { formatCount } from "@/lib/format/numbers";
import { useTRPC } from "@/lib/trpc/client";
import type { Project } from "@/lib/wire";

/** What a deletion would take along, in words: `["3 runs (1 not archived)", "2 models"]`. */
export function contentWords(contents: Readonly<Record<string, number>>): string[] {
  const kinds = [
    ["tasks", "run", "runs"],
    ["models", "model", "models"],
    ["reports", "report", "reports"],
    ["pipelines", "pipeline", "pipelines"],
    ["datasets", "dataset", "datasets"],
  ] as const;
  return kinds.flatMap(([key, one, many]) => {
    const count = contents[key] ?? 0;
    const live = contents[`non_archived_${key}`] ?? 0;
    return count === 0
      ? []
      : [`${formatCount(count)} ${count === 1 ? one : many}${live > 0 ? ` (${formatCount(live)} not archived)` : ""}`];
  });
}

/** Deletes a project after saying what goes with it; a project with contents wants its name typed. */
export function DeleteProjectDialog({
  project,
  onClose,
  onDeleted,
}: {
  project: Project;
  onClose: () => void;
  onDeleted?: () => void;
}) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [files, setFiles] = useState(true);
  const [typed, setTyped] = useState("");
  const contents = useQuery({ ...trpc.projects.validate_delete.queryOptions({ project: project.id }), staleTime: 0 });
  const remove = useMutation(
    trpc.projects.delete.mutationOptions({
      onSuccess: async (result) => {
        onClose();
        onDeleted?.();
        toast.success(`Deleted ${project.name}`, {
          description: result.deleted_tasks > 0 ? `${formatCount(result.deleted_tasks)} runs went with it` : undefined,
        });
        await client.invalidateQueries(trpc.projects.pathFilter());
      },
      onError: (error) =>
        toast.error(`${project.name} could not be deleted`, { description: describeError(error).reason }),
    }),
  );
  const words = contentWords((contents.data ?? {}) as Record<string, number>);
  const subs = project.sub_projects?.length ?? 0;
  const needsName = words.length > 0 || subs > 0;
  const ready = contents.isSuccess && (!needsName || typed === project.name);

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Delete ${project.name}?`}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready)
          remove.mutate({ project: project.id, force: true, delete_contents: true, delete_external_artifacts: files });
      }}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="danger" disabled={!ready || remove.isPending}>
            {remove.isPending ? "Deleting…" : "Delete project"}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 text-sm">
        {contents.isPending && <Skeleton className="h-16" />}
        {contents.isError && <ErrorState compact error={contents.error} onRetry={() => void contents.refetch()} />}
        {contents.isSuccess && !needsName && <p>The project is empty. Nothing else is lost.</p>}
        {contents.isSuccess && needsName && (
          <>
            <p>This cannot be undone. It also deletes:</p>
            <ul className="list-disc pl-5">
              {subs > 0 && (
                <li>
                  {formatCount(subs)} {subs === 1 ? "sub-project" : "sub-projects"}
                </li>
              )}
              {words.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
            <label htmlFor="delete-files" className="flex items-center gap-2">
              <Checkbox id="delete-files" checked={files} onCheckedChange={(value) => setFiles(value)} />
              Also delete their artifacts and images from storage
            </label>
            <label htmlFor="delete-name" className="flex flex-col gap-1.5">
              <span>
                Type <strong className="font-mono text-xs">{project.name}</strong> to confirm
              </span>
              <Input
                id="delete-name"
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
                autoComplete="off"
              />
            </label>
          </>
        )}
      </div>
    </Dialog>
  );
}
