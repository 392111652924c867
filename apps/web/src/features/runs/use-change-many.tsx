"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { toast } from "sonner";
import { describeError } from "@/lib/errors";
import { useTRPC, useTRPCClient } from "@/lib/trpc/client";
import { countWords } from "./actions";
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

/** Something that is changed along with others: a run, a model. */
interface Item {
  readonly id: string;
  readonly name?: string;
}

/** Makes changes of many runs (or models, or reports): progress while it goes on, then a message with the way back, and what failed and why. */
export function useChangeMany(noun: "run" | "model" | "report" = "run") {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const [progress, setProgress] = useState<Progress | null>(null);

  const refresh = useCallback(async () => {
    await Promise.all([
      queryClient.invalidateQueries(trpc.tasks.pathFilter()),
      queryClient.invalidateQueries(trpc.models.pathFilter()),
      queryClient.invalidateQueries(trpc.reports.pathFilter()),
      queryClient.invalidateQueries(trpc.projects.pathFilter()),
      queryClient.invalidateQueries(trpc.queues.pathFilter()),
    ]);
  }, [queryClient, trpc]);

  const change = async (
    action: { readonly done: string },
    items: readonly Item[],
    call: (ids: string[]) => Promise<BatchReply>,
    options: ChangeOptions = {},
  ): Promise<Outcome> => {
    const ids = items.map((item) => item.id);
    setProgress({ done: 0, total: ids.length });
    const outcome = await changeMany(
      ids,
      call,
      (done) => setProgress({ done, total: ids.length }),
      (error) => describeError(error).reason,
    );
    setProgress(null);
    report(action.done, noun, items, outcome, options, refresh);
    await refresh();
    return outcome;
  };
  return { change, progress, refresh, client };
}

function report(
  done: string,
  noun: string,
  items: readonly Item[],
  { succeeded, failed }: Outcome,
  { undo, note }: ChangeOptions,
  refresh: () => Promise<void>,
): void {
  if (succeeded.length > 0)
    toast.success(`${countWords(succeeded.length, succeeded.length, noun)} ${done}`, {
      description: note?.(),
      action: undo && {
        label: "Undo",
        onClick: () => void changeMany(succeeded, undo).then(refresh),
      },
    });
  if (failed.length === 0) return;
  const names = new Map(items.map((item) => [item.id, item.name]));
  const shown = failed.slice(0, 5);
  toast.error(`${countWords(failed.length, items.length, noun)} could not be ${done}`, {
    duration: 20_000,
    description: (
      <ul className="max-h-40 overflow-y-auto">
        {shown.map(({ id, reason }) => (
          <li key={id}>
            <b>{names.get(id) ?? id}</b>: {reason}
          </li>
        ))}
        {failed.length > shown.length && <li>… and {failed.length - shown.length} more</li>}
      </ul>
    ),
  });
}
