"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { toast } from "sonner";
import { describeError } from "@/lib/errors";
import { useTRPC, useTRPCClient } from "@/lib/trpc/client";
import type { Task } from "@/lib/wire";
import { countWords, type RunAction } from "./actions";
import { type BatchReply, changeMany, type Outcome } from "./batch";

/** How far a change of many runs is; null when none is being made. */
export interface Progress {
  readonly done: number;
  readonly total: number;
}

export interface ChangeOptions {
  /** The action backwards, offered for a while. */
  readonly undo?: (ids: string[]) => Promise<BatchReply>;
  /** A word of warning in the message. */
  readonly note?: () => string | undefined;
}

/** Makes changes of many runs: progress while it goes on, then a message with the way back, and what failed and why. */
export function useChangeRuns() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const [progress, setProgress] = useState<Progress | null>(null);

  const refresh = useCallback(async () => {
    await Promise.all([
      queryClient.invalidateQueries(trpc.tasks.pathFilter()),
      queryClient.invalidateQueries(trpc.projects.pathFilter()),
      queryClient.invalidateQueries(trpc.queues.pathFilter()),
    ]);
  }, [queryClient, trpc]);

  const change = async (
    action: RunAction,
    tasks: readonly Task[],
    call: (ids: string[]) => Promise<BatchReply>,
    options: ChangeOptions = {},
  ): Promise<Outcome> => {
    const ids = tasks.map((task) => task.id);
    setProgress({ done: 0, total: ids.length });
    const outcome = await changeMany(
      ids,
      call,
      (done) => setProgress({ done, total: ids.length }),
      (error) => describeError(error).reason,
    );
    setProgress(null);
    report(action, tasks, outcome, options, refresh);
    await refresh();
    return outcome;
  };
  return { change, progress, refresh, client };
}

function report(
  action: RunAction,
  tasks: readonly Task[],
  { succeeded, failed }: Outcome,
  { undo, note }: ChangeOptions,
  refresh: () => Promise<void>,
): void {
  if (succeeded.length > 0)
    toast.success(`${countWords(succeeded.length)} ${action.done}`, {
      description: note?.(),
      action: undo && {
        label: "Undo",
        onClick: () => void changeMany(succeeded, undo).then(refresh),
      },
    });
  if (failed.length === 0) return;
  const names = new Map(tasks.map((task) => [task.id, task.name]));
  const shown = failed.slice(0, 5);
  toast.error(`${countWords(failed.length, tasks.length)} could not be ${action.done}`, {
    duration: 20_000,
    description: (
      <ul className="max-h-40 overflow-y-auto">
        {shown.map(({ id, reason }) => (
          <li key={id}>
            <b>{names.get(id) ?? id}</b>: {reason}
          </li>
        ))}
        {failed.length > shown.length && <li>… and {countWords(failed.length - shown.length)} more</li>}
      </ul>
    ),
  });
}
