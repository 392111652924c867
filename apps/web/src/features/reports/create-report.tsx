"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input } from "@/components/ui/input";
import { type PickedProject, ProjectPicker } from "@/features/projects/project-picker";
import { describeError } from "@/lib/errors";
import { useTRPC, useTRPCClient } from "@/lib/trpc/client";
import { reportHref } from "./report";

/** Makes an empty report and opens it for writing. A project that is not there yet is made with it. */
export function CreateReportDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const router = useRouter();
  const [project, setProject] = useState<PickedProject | null>(null);
  const [error, setError] = useState<string>();
  const create = useMutation({
    mutationFn: async (name: string) => {
      const id =
        project && (project.id ?? (await client.projects.create.mutate({ name: project.name, description: "" })).id);
      return client.reports.create.mutate({ name, project: id });
    },
    onSuccess: async ({ id }) => {
      router.push(`${reportHref({ id })}?edit=true`);
      await queryClient.invalidateQueries(trpc.reports.pathFilter());
    },
    onError: (failure) => setError(describeError(failure).reason),
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="New report"
      onSubmit={(event) => {
        event.preventDefault();
        const name = String(new FormData(event.currentTarget).get("name")).trim();
        if (name.length < 3) return setError("A name needs at least 3 characters.");
        setError(undefined);
        create.mutate(name);
      }}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={create.isPending}>
            Create report
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Field label="Name" htmlFor="report-name" error={error}>
          <Input id="report-name" name="name" required maxLength={300} autoFocus autoComplete="off" />
        </Field>
        <Field label="Project" htmlFor="report-project" hint="Optional">
          <ProjectPicker id="report-project" label="Project" value={project} onValueChange={setProject} />
        </Field>
      </div>
    </Dialog>
  );
}
