"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input, Textarea } from "@/components/ui/input";
import { type PickedProject, ProjectPicker } from "@/features/projects/project-picker";
import { describeError } from "@/lib/errors";
import { useTRPC } from "@/lib/trpc/client";
import type { Task } from "@/lib/wire";

/** Copies a run into a draft that can be changed and enqueued. */
export function CloneDialog({ task, onClose }: { task: Task; onClose: () => void }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const router = useRouter();
  const [project, setProject] = useState<PickedProject | null>(
    task.project?.id ? { id: task.project.id, name: task.project.name ?? task.project.id } : null,
  );
  const [asParent, setAsParent] = useState(true);
  const [error, setError] = useState<string>();
  const clone = useMutation(
    trpc.tasks.clone.mutationOptions({
      onSuccess: async ({ id, new_project }) => {
        await client.invalidateQueries(trpc.tasks.pathFilter());
        onClose();
        const href = `/projects/${new_project?.id ?? project?.id ?? "*"}/tasks/${id}/configuration`;
        toast.success("Draft made", { action: { label: "Open", onClick: () => router.push(href) } });
      },
      onError: (failure) => setError(describeError(failure).reason),
    }),
  );

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const name = String(form.get("name")).trim();
    if (name.length < 3) return setError("A name needs at least 3 characters.");
    setError(undefined);
    clone.mutate({
      task: task.id,
      new_task_name: name,
      new_task_comment: String(form.get("comment") ?? ""),
      // Without one the server takes the source's own parent.
      ...(asParent ? { new_task_parent: task.id } : {}),
      ...(project?.id ? { new_task_project: project.id } : {}),
      ...(project && !project.id ? { new_project_name: project.name } : {}),
    });
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Clone ${task.name}`}
      description="The copy is a draft: change its parameters, then enqueue it."
      onSubmit={submit}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={clone.isPending}>
            Clone
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Field label="Name" htmlFor="clone-name" error={error}>
          <Input
            id="clone-name"
            name="name"
            required
            autoFocus
            defaultValue={`Clone of ${task.name}`}
            onFocus={(event) => event.target.select()}
          />
        </Field>
        <Field label="Project" htmlFor="clone-project">
          <ProjectPicker id="clone-project" label="Project" value={project} onValueChange={setProject} />
        </Field>
        <Field label="Description" htmlFor="clone-comment">
          <Textarea id="clone-comment" name="comment" defaultValue={task.comment ?? ""} />
        </Field>
        <label htmlFor="clone-parent" className="flex items-center gap-2 text-sm">
          <Checkbox id="clone-parent" checked={asParent} onCheckedChange={(on) => setAsParent(on)} />
          Remember this run as its parent
        </label>
      </div>
    </Dialog>
  );
}
