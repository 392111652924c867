"use client";

import { useState } from "react";
import { Field } from "@/components/ui/input";
import { type PickedProject, ProjectPicker } from "@/features/projects/project-picker";
import { useTRPCClient } from "@/lib/trpc/client";
import type { Ref } from "@/lib/wire";
import { ActionDialog } from "./action-dialog";
import { countWords } from "./actions";
import type { RunDialogProps } from "./run-dialogs";
import { useChangeMany } from "./use-change-many";

/** Moves runs to another project. */
export function MoveDialog({ action, tasks, onClose }: RunDialogProps) {
  const client = useTRPCClient();
  return (
    <MoveForm
      noun="run"
      action={action}
      items={tasks}
      move={(ids, target) => client.tasks.move.mutate({ ids, ...target })}
      onClose={onClose}
    />
  );
}

/** Asks for a project, and moves the items there. */
export function MoveForm(props: {
  noun: "run" | "model" | "report";
  action: { readonly label: string; readonly done: string };
  items: readonly { readonly id: string; readonly name?: string; readonly project?: Ref }[];
  move: (ids: string[], target: { project: string } | { project_name: string }) => Promise<unknown>;
  onClose: () => void;
}) {
  const { items, noun, action, onClose } = props;
  const { change, progress } = useChangeMany(noun);
  const [project, setProject] = useState<PickedProject | null>(null);
  const same = project !== null && items.every((item) => item.project?.id === project.id);
  return (
    <ActionDialog
      title={`Move ${countWords(items.length, items.length, noun)}`}
      action={action}
      count={items.length}
      noun={noun}
      progress={progress}
      ready={project !== null && !same}
      onClose={onClose}
      onSubmit={async () => {
        if (!project) return;
        const target = project.id ? { project: project.id } : { project_name: project.name };
        await change(action, items, async (ids) => {
          await props.move(ids, target);
          return { succeeded: ids.map((id) => ({ id })), failed: [] };
        });
        onClose();
      }}
    >
      <Field label="To project" htmlFor="move-project" error={same ? "They are there already." : undefined}>
        <ProjectPicker id="move-project" label="To project" value={project} onValueChange={setProject} />
      </Field>
    </ActionDialog>
  );
}
