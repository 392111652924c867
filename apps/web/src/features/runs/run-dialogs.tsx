"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import type { Task } from "@/lib/wire";
import { ActionDialog, FileChoices, useFileChoices } from "./action-dialog";
import { countWords, isArchived, leftOut, type RunAction, type RunActionId, runAction } from "./actions";
import type { BatchReply } from "./batch";
import { CloneDialog } from "./clone-dialog";
import { EnqueueDialog } from "./enqueue-dialog";
import { MoveDialog } from "./move-dialog";
import { TagsDialog } from "./tags-dialog";
import { useChangeMany } from "./use-change-many";

/** What every dialog about runs is given. */
export interface RunDialogProps {
  action: RunAction;
  /** Those of the chosen runs that the action applies to. */
  tasks: readonly Task[];
  /** How many were chosen. */
  total: number;
  onClose: () => void;
}

/** Starts actions on runs: at once where nothing can be lost, else by a dialog. Put `dialog` somewhere into the page. */
export function useRunActions(): { start: (id: RunActionId, tasks: readonly Task[]) => void; dialog: ReactNode } {
  const router = useRouter();
  const [open, setOpen] = useState<{ id: RunActionId; tasks: readonly Task[] } | null>(null);
  const { change, client } = useChangeMany();

  const start = (id: RunActionId, tasks: readonly Task[]) => {
    const action = runAction(id);
    const applying = tasks.filter(action.applies);
    if (id === "compare") return router.push(compareHref(tasks.map((task) => task.id)));
    if (id === "restore" && applying.length > 0)
      return void change(action, applying, (ids) => client.tasks.unarchive_many.mutate({ ids }), {
        undo: (ids) => client.tasks.archive_many.mutate({ ids }),
      });
    if (id === "archive" && applying.length > 0 && applying.every((task) => !isBusy(task)))
      return void change(action, applying, (ids) => client.tasks.archive_many.mutate({ ids }), {
        undo: (ids) => client.tasks.unarchive_many.mutate({ ids }),
      });
    setOpen({ id, tasks });
  };

  const close = () => setOpen(null);
  const action = open && runAction(open.id);
  const props = open &&
    action && { action, tasks: open.tasks.filter(action.applies), total: open.tasks.length, onClose: close };
  return { start, dialog: props && <RunDialog {...props} /> };
}

/** The page that compares these runs. */
function compareHref(ids: readonly string[]): string {
  return `/projects/*/compare?ids=${ids.join(",")}`;
}

const isBusy = (task: Task) => task.status === "in_progress" || task.status === "queued";

function RunDialog(props: RunDialogProps) {
  switch (props.action.id) {
    case "enqueue":
      return <EnqueueDialog {...props} />;
    case "tags":
      return <TagsDialog {...props} />;
    case "move":
      return <MoveDialog {...props} />;
    case "clone":
      return props.tasks[0] ? <CloneDialog task={props.tasks[0]} onClose={props.onClose} /> : null;
    default:
      return <ConfirmDialog {...props} />;
  }
}

const TEXTS: Readonly<Partial<Record<RunActionId, string>>> = {
  dequeue: "They leave their queues and go back to the state that they had before.",
  abort: "A worker is asked to stop what it runs, which can take a moment; what waits in a queue is stopped at once.",
  publish: "Published runs can no longer be changed. Their output models are published with them.",
  archive: "What runs is stopped, what waits leaves its queue. From the archive everything can be restored.",
  reset: "Their results are lost: metrics, console, plots, output models and artifacts. Parameters and code stay.",
  delete: "Their metrics, console, plots and draft models are lost for good.",
};

/** Says what is about to happen, to how many, and asks. */
function ConfirmDialog({ action, tasks, total, onClose }: RunDialogProps) {
  const { change, progress, client } = useChangeMany();
  const files = useFileChoices();
  const losesFiles = action.id === "delete" || action.id === "reset";
  const call = (ids: string[]): Promise<BatchReply> => {
    switch (action.id) {
      case "dequeue":
        return client.tasks.dequeue_many.mutate({ ids });
      case "abort":
        return client.tasks.stop_many.mutate({ ids });
      case "publish":
        return client.tasks.publish_many.mutate({ ids });
      case "reset":
        return client.tasks.reset_many.mutate({ ids, ...files.request });
      case "delete":
        return client.tasks.delete_many.mutate({ ids, ...files.request });
      default:
        return client.tasks.archive_many.mutate({ ids });
    }
  };
  return (
    <ActionDialog
      title={`${action.label} ${countWords(tasks.length, total)}?`}
      action={action}
      count={tasks.length}
      note={leftOut(action, tasks.length, total)}
      progress={progress}
      onClose={onClose}
      onSubmit={async () => {
        const undo =
          action.id === "archive" ? (ids: string[]) => client.tasks.unarchive_many.mutate({ ids }) : undefined;
        await change(action, tasks, call, { undo });
        onClose();
      }}
    >
      <p>{TEXTS[action.id]}</p>
      {tasks.length === 1 && <p className="truncate font-medium">{tasks[0]?.name}</p>}
      {losesFiles && <FileChoices {...files} archived={tasks.every(isArchived)} />}
    </ActionDialog>
  );
}
