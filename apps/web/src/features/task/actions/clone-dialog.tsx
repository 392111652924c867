"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input, Textarea } from "@/components/ui/input";
import { type PickedProject, ProjectPicker } from "@/features/projects/project-picker";
import { useTRPC } from "@/lib/trpc/client";
import type { Run } from "../query";
import { taskHref } from "../tabs";
import { useSettled } from "./use-run-mutation";

/** Makes a draft of a run's code, parameters and configuration, and opens it. */
export function CloneDialog({ run, onClose }: { run: Run; onClose: () => void }) {
  const trpc = useTRPC();
  const router = useRouter();
  const [name, setName] = useState(`Clone of ${run.name}`);
  const [comment, setComment] = useState(run.comment ?? "");
  const [project, setProject] = useState<PickedProject | null>(
    run.project?.id ? { id: run.project.id, name: run.project.name ?? run.project.id } : null,
  );
  const [asParent, setAsParent] = useState(true);
  const clone = useMutation(
    trpc.tasks.clone.mutationOptions({
      ...useSettled({ failed: `${run.name} was not cloned` }),
      onSuccess: ({ id, new_project }) => {
        onClose();
        toast.success("Cloned: this is the draft");
        router.push(taskHref(new_project?.id ?? project?.id ?? "*", id, "configuration"));
      },
    }),
  );
  const tooShort = name.trim().length < 3;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Clone run"
      description="The clone is a draft with the same code, parameters and configuration, and without results."
      onSubmit={(event) => {
        event.preventDefault();
        if (tooShort) return;
        clone.mutate({
          task: run.id,
          new_task_name: name.trim(),
          new_task_comment: comment,
          ...(asParent ? { new_task_parent: run.id } : {}),
          ...(project?.id ? { new_task_project: project.id } : {}),
          ...(project && !project.id ? { new_project_name: project.name } : {}),
        });
      }}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={tooShort || clone.isPending}>
            Clone
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Field label="Name" htmlFor="clone-name" error={tooShort ? "A name needs at least 3 characters." : undefined}>
          <Input
            id="clone-name"
            value={name}
            onChange={(event) => setName(event.target.value)}
            onFocus={(event) => event.target.select()}
            autoFocus
          />
        </Field>
        <Field label="Project" htmlFor="clone-project">
          <ProjectPicker id="clone-project" label="Project of the clone" value={project} onValueChange={setProject} />
        </Field>
        <Field label="Comment" htmlFor="clone-comment">
          <Textarea id="clone-comment" value={comment} onChange={(event) => setComment(event.target.value)} />
        </Field>
        <label htmlFor="clone-parent" className="flex items-center gap-2 text-sm">
          <Checkbox id="clone-parent" checked={asParent} onCheckedChange={setAsParent} />
          Remember {run.name} as its parent
        </label>
      </div>
    </Dialog>
  );
}
