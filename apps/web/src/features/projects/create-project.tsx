"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input, Textarea } from "@/components/ui/input";
import { describeError } from "@/lib/errors";
import { useTRPC } from "@/lib/trpc/client";
import type { Project } from "@/lib/wire";

/** Makes a project, below `parent` when given. A slash in the name makes the levels between. */
export function CreateProjectDialog(props: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  parent?: Project | null;
}) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const router = useRouter();
  const [error, setError] = useState<string>();
  const create = useMutation(
    trpc.projects.create.mutationOptions({
      onSuccess: async ({ id }) => {
        await client.invalidateQueries(trpc.projects.pathFilter());
        props.onOpenChange(false);
        toast.success("Project created");
        router.push(`/projects/${id}`);
      },
      onError: (failure) => setError(describeError(failure).reason),
    }),
  );

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const name = String(form.get("name"))
      .trim()
      .replace(/^\/+|\/+$/g, "");
    if (name.length < 3) return setError("A name needs at least 3 characters.");
    setError(undefined);
    create.mutate({
      name: props.parent ? `${props.parent.name}/${name}` : name,
      description: String(form.get("description") ?? ""),
    });
  }

  return (
    <Dialog
      open={props.open}
      onOpenChange={(open) => {
        setError(undefined);
        props.onOpenChange(open);
      }}
      title={props.parent ? `New project in ${props.parent.name}` : "New project"}
      onSubmit={submit}
      footer={
        <>
          <Button onClick={() => props.onOpenChange(false)}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={create.isPending}>
            Create project
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Field label="Name" htmlFor="project-name" error={error} hint="A slash makes sub-projects: vision/detection">
          <Input id="project-name" name="name" required autoFocus aria-invalid={error ? true : undefined} />
        </Field>
        <Field label="Description" htmlFor="project-description" hint="Markdown; you can write it later">
          <Textarea id="project-description" name="description" />
        </Field>
      </div>
    </Dialog>
  );
}

/** Gives a project another last name; what is below it moves along. */
export function RenameProjectDialog({ project, onClose }: { project: Project; onClose: () => void }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [error, setError] = useState<string>();
  const parts = project.name.split("/");
  const above = parts.slice(0, -1).join("/");
  const update = useMutation(
    trpc.projects.update.mutationOptions({
      onSuccess: async () => {
        await client.invalidateQueries(trpc.projects.pathFilter());
        onClose();
        toast.success("Project renamed");
      },
      onError: (failure) => setError(describeError(failure).reason),
    }),
  );

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get("name")).trim();
    if (name.includes("/")) return setError("The name of one level has no slash. Moving a project is another action.");
    if (name.length < 3) return setError("A name needs at least 3 characters.");
    if (name === parts.at(-1)) return onClose();
    update.mutate({ project: project.id, name: above ? `${above}/${name}` : name });
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Rename ${parts.at(-1)}`}
      description={above ? `In ${above}` : undefined}
      onSubmit={submit}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={update.isPending}>
            Rename
          </Button>
        </>
      }
    >
      <Field label="New name" htmlFor="rename-project" error={error}>
        <Input
          id="rename-project"
          name="name"
          defaultValue={parts.at(-1)}
          required
          autoFocus
          onFocus={(event) => event.target.select()}
        />
      </Field>
    </Dialog>
  );
}
