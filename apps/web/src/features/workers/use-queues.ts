"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { toast } from "sonner";
import { describeError } from "@/lib/errors";
import { useLive } from "@/lib/live";
import { useTRPC, useTRPCClient } from "@/lib/trpc/client";
import { documents, type Queue } from "@/lib/wire";
import { callsFor, type Lanes, type QueueCall } from "./queue-order";

/** Waiting runs of a queue that are shown; the rest is told as a number. */
const SHOWN_ENTRIES = 100;

/** All queues with what waits in them. */
export function useQueues() {
  const trpc = useTRPC();
  const query = useQuery({
    ...trpc.queues.get_all_ex.queryOptions({
      order_by: ["created"],
      max_task_entries: SHOWN_ENTRIES,
      count_task_entries: true,
      search_hidden: true,
    }),
    ...useLive(true, ["queue", "worker"], { gap: 3_000 }),
  });
  const queues = useMemo(() => documents<Queue>(query.data?.queues), [query.data]);
  return { queues, query };
}

export interface QueueTrend {
  readonly lengths: readonly number[];
  /** Seconds that runs waited on average, last. */
  readonly waiting: number | null;
}

/** How long queues were, and how long runs waited in them, over the last day. */
export function useQueueTrends(): ReadonlyMap<string, QueueTrend> {
  const trpc = useTRPC();
  const to_date = Math.ceil(Date.now() / 900_000) * 900;
  const query = useQuery({
    ...trpc.queues.get_queue_metrics.queryOptions({
      from_date: to_date - 86_400,
      to_date,
      interval: 900,
      refresh: true,
    }),
    placeholderData: (before) => before,
    ...useLive(false, ["queue"], { gap: 5_000, silent: 60_000 }),
  });
  return useMemo(
    () =>
      new Map(
        (query.data?.queues ?? []).map((each) => [
          each.queue,
          { lengths: each.queue_lengths, waiting: each.avg_waiting_times.at(-1) ?? null },
        ]),
      ),
    [query.data],
  );
}

/** The order of what waits, with changes shown before the server has made them. */
export function useLanes(queues: readonly Queue[]) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const [wanted, setWanted] = useState<Lanes | null>(null);
  const known = useMemo<Lanes>(
    () =>
      Object.fromEntries(queues.map((queue) => [queue.id, (queue.entries ?? []).map((entry) => entry.task.id ?? "")])),
    [queues],
  );
  const lengths = useMemo(
    () => Object.fromEntries(queues.map((queue) => [queue.id, queue.entries_count ?? queue.entries?.length ?? 0])),
    [queues],
  );
  const move = useMutation({
    mutationFn: async (calls: readonly QueueCall[]) => {
      for (const { call, ...input } of calls) {
        if (call === "move_task_to_queue") await client.queues.move_task_to_queue.mutate(input as never);
        else await client.queues[call].mutate(input as never);
      }
    },
    onError: (error) => toast.error("The run could not be moved", { description: describeError(error).reason }),
    onSettled: async () => {
      await queryClient.invalidateQueries(trpc.queues.pathFilter());
      setWanted(null);
    },
  });
  /** Makes `after` of what waits now by moving one run. */
  const arrange = (after: Lanes, task: string) => {
    const calls = callsFor(known, after, task, lengths);
    if (calls.length === 0) return setWanted(null);
    setWanted(after);
    move.mutate(calls);
  };
  return { lanes: wanted ?? known, known, lengths, show: setWanted, arrange };
}
