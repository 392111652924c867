"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { useTRPC } from "@/lib/trpc/client";
import type { Run } from "../query";
import type { RunAction } from "./allowed";
import { useSettled } from "./use-run-mutation";

type Confirmed = Exclude<RunAction, "clone" | "enqueue" | "move">;

/** Whether an action is a plain question; the others ask for more. */
export function isConfirmed(action: RunAction): action is Confirmed {
  return action !== "clone" && action !== "enqueue" && action !== "move";
}

interface Words {
  readonly title: (run: Run) => string;
  readonly body: (run: Run) => string;
  readonly button: string;
  readonly done: string;
  readonly danger?: true;
  /** A switch: what it says, and how it stands at first. */
  readonly option?: { readonly label: string; readonly on: boolean };
}

const development = (run: Run) => run.system_tags?.includes("development") ?? false;

const WORDS: Readonly<Record<Confirmed, Words>> = {
  dequeue: {
    title: (run) => `Take ${run.name} out of its queue?`,
    body: (run) => `It leaves ${run.execution?.queue?.name ?? "the queue"} and goes back to what it was before.`,
    button: "Dequeue",
    done: "Dequeued",
  },
  reset: {
    title: (run) => `Reset ${run.name}?`,
    body: (run) =>
      `Its scalars, plots, samples, console output and output models are deleted, and it becomes a draft again. This cannot be undone.${
        development(run) ? " It was started by hand: a worker may not have all that it takes to run it again." : ""
      }`,
    button: "Reset",
    done: "Reset to a draft",
    danger: true,
    option: { label: "Also delete its artifacts and images from storage", on: true },
  },
  abort: {
    title: (run) => `Abort ${run.name}?`,
    body: (run) =>
      run.status === "queued"
        ? "It is taken out of its queue and will not start."
        : "Its worker is told to stop; what it has reported so far stays.",
    button: "Abort",
    done: "Told to stop",
    danger: true,
  },
  publish: {
    title: (run) => `Publish ${run.name}?`,
    body: () => "A published run is a record: it can no longer be changed, reset or deleted without force.",
    button: "Publish",
    done: "Published",
    option: { label: "Also publish its last output model", on: true },
  },
  archive: {
    title: (run) => `Archive ${run.name}?`,
    body: (run) =>
      run.status === "in_progress" || run.status === "queued"
        ? "It is stopped, and no longer listed. You find it again among the archived runs."
        : "It is no longer listed. You find it again among the archived runs.",
    button: "Archive",
    done: "Archived",
  },
  restore: {
    title: (run) => `Restore ${run.name}?`,
    body: () => "It is listed again among the other runs.",
    button: "Restore",
    done: "Restored",
  },
  delete: {
    title: (run) => `Delete ${run.name}?`,
    body: () => "The run goes with all that it reported, and with its unpublished models. This cannot be undone.",
    button: "Delete",
    done: "Deleted",
    danger: true,
    option: { label: "Also delete its artifacts and images from storage", on: true },
  },
};

/** Asks before an action is done, and does it. */
export function ConfirmDialog({ action, run, onClose }: { action: Confirmed; run: Run; onClose: () => void }) {
  const words = WORDS[action];
  const [option, setOption] = useState(words.option?.on ?? false);
  const { perform, pending } = usePerform(action, run, onClose);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={words.title(run)}
      onSubmit={(event) => {
        event.preventDefault();
        perform(option);
      }}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant={words.danger ? "danger" : "primary"} disabled={pending} autoFocus>
            {words.button}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 text-sm">
        <p>{words.body(run)}</p>
        {words.option && (
          <label htmlFor="action-option" className="flex items-center gap-2">
            <Checkbox id="action-option" checked={option} onCheckedChange={setOption} />
            {words.option.label}
          </label>
        )}
      </div>
    </Dialog>
  );
}

/** The calls behind the questions. */
function usePerform(action: Confirmed, run: Run, onClose: () => void) {
  const trpc = useTRPC();
  const router = useRouter();
  const settled = useSettled({ failed: `${run.name}: ${WORDS[action].button.toLowerCase()} failed` });
  const options = {
    ...settled,
    onSuccess: () => {
      onClose();
      toast.success(WORDS[action].done);
      if (action === "delete") router.push(`/projects/${run.project?.id ?? "*"}/runs`);
    },
  };
  const dequeue = useMutation(trpc.tasks.dequeue.mutationOptions(options));
  const reset = useMutation(trpc.tasks.reset.mutationOptions(options));
  const stop = useMutation(trpc.tasks.stop.mutationOptions(options));
  const publish = useMutation(trpc.tasks.publish.mutationOptions(options));
  const archive = useMutation(trpc.tasks.archive.mutationOptions(options));
  const restore = useMutation(trpc.tasks.unarchive_many.mutationOptions(options));
  const remove = useMutation(trpc.tasks.delete.mutationOptions(options));
  const task = run.id;
  const calls: Readonly<Record<Confirmed, (option: boolean) => void>> = {
    dequeue: () => dequeue.mutate({ task }),
    reset: (files) => reset.mutate({ task, delete_external_artifacts: files }),
    abort: () => stop.mutate({ task, status_reason: "stopped in the web app" }),
    publish: (model) => publish.mutate({ task, publish_model: model }),
    archive: () => archive.mutate({ tasks: [task] }),
    restore: () => restore.mutate({ ids: [task] }),
    delete: (files) => remove.mutate({ task, delete_external_artifacts: files }),
  };
  const pending = [dequeue, reset, stop, publish, archive, restore, remove].some((each) => each.isPending);
  return { perform: calls[action], pending };
}
