"use client";

import { useState } from "react";
import { Field } from "@/components/ui/input";
import { type PickedProject, ProjectPicker } from "@/features/projects/project-picker";
import { ActionDialog } from "./action-dialog";
import { countWords } from "./actions";
import type { RunDialogProps } from "./run-dialogs";
import { useChangeRuns } from "./use-change-runs";

/** Moves runs to another project. */
export function MoveDialog({ action, tasks, total, onClose }: RunDialogProps) {
  const { change, progress, client } = useChangeRuns();
  const [project, setProject] = useState<PickedProject | null>(null);
  const same = project !== null && tasks.every((task) => task.project?.id === project.id);
  return (
    <ActionDialog
      title={`Move ${countWords(tasks.length, total)}`}
      action={action}
      count={tasks.length}
      progress={progress}
      ready={project !== null && !same}
      onClose={onClose}
      onSubmit={async () => {
        if (!project) return;
        const target = project.id ? { project: project.id } : { project_name: project.name };
        await change(action, tasks, async (ids) => {
          await client.tasks.move.mutate({ ids, ...target });
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
