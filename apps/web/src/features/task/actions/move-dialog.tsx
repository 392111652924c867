"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/input";
import { type PickedProject, ProjectPicker } from "@/features/projects/project-picker";
import { useTRPC } from "@/lib/trpc/client";
import type { Run } from "../query";
import { taskHref } from "../tabs";
import { useSettled } from "./use-run-mutation";

/** Moves a run to another project. */
export function MoveDialog({ run, onClose }: { run: Run; onClose: () => void }) {
  const trpc = useTRPC();
  const router = useRouter();
  const [project, setProject] = useState<PickedProject | null>(null);
  const move = useMutation(
    trpc.tasks.move.mutationOptions({
      ...useSettled({ failed: `${run.name} was not moved` }),
      onSuccess: ({ project_id }) => {
        onClose();
        toast.success(`Moved to ${project?.name}`);
        if (project_id) router.replace(taskHref(project_id, run.id, "overview"));
      },
    }),
  );
  const same = project?.id !== undefined && project?.id === run.project?.id;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Move ${run.name}`}
      onSubmit={(event) => {
        event.preventDefault();
        if (!project || same) return;
        move.mutate({ ids: [run.id], ...(project.id ? { project: project.id } : { project_name: project.name }) });
      }}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={!project || same || move.isPending}>
            Move
          </Button>
        </>
      }
    >
      <Field
        label="To project"
        htmlFor="move-project"
        error={same ? "It is in this project already." : undefined}
        hint="Type a new name to make a project."
      >
        <ProjectPicker id="move-project" label="Project to move to" value={project} onValueChange={setProject} />
      </Field>
    </Dialog>
  );
}
