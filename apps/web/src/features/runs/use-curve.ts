"use client";

import { useQuery } from "@tanstack/react-query";
import { isActive } from "@/components/status/status";
import { useLive } from "@/lib/live";
import { useTRPCClient } from "@/lib/trpc/client";
import type { Task } from "@/lib/wire";

interface MetricOfRun {
  readonly metric: string;
  readonly variant: string;
}

type Client = ReturnType<typeof useTRPCClient>;
interface Waiting {
  readonly task: string;
  readonly resolve: (values: readonly (number | null)[]) => void;
  readonly reject: (reason: unknown) => void;
}

const SAMPLES = 48;
/** Runs in one call at most (wire-protocol §15). */
const MOST = 100;
/** Milliseconds in which cells gather before one call is made for all of them. */
const GATHER = 15;

const queues = new Map<string, Waiting[]>();

/** The course of a metric in one run; rows that come on the screen together are asked for in one call. */
function loadCurve(client: Client, task: string, { metric, variant }: MetricOfRun) {
  const key = JSON.stringify([metric, variant]);
  return new Promise<readonly (number | null)[]>((resolve, reject) => {
    const queue = queues.get(key) ?? [];
    queue.push({ task, resolve, reject });
    if (queue.length === 1) {
      queues.set(key, queue);
      setTimeout(() => {
        queues.delete(key);
        for (let at = 0; at < queue.length; at += MOST)
          void loadTogether(client, metric, variant, queue.slice(at, at + MOST));
      }, GATHER);
    }
  });
}

async function loadTogether(client: Client, metric: string, variant: string, waiting: readonly Waiting[]) {
  try {
    const { metrics } = await client.events.multi_task_scalar_metrics_iter_histogram.query({
      tasks: [...new Set(waiting.map((each) => each.task))],
      samples: SAMPLES,
      metrics: [{ metric, variants: [variant] }],
    });
    const curves = metrics[metric]?.[variant] ?? {};
    for (const each of waiting) each.resolve((curves[each.task]?.y ?? []) as readonly (number | null)[]);
  } catch (error) {
    for (const each of waiting) each.reject(error);
  }
}

/** The course of a metric, kept fresh while the run goes on; undefined until it is there. */
export function useCurve(task: Task, name: MetricOfRun | null): readonly (number | null)[] | undefined {
  const client = useTRPCClient();
  const active = isActive(task.status);
  const live = useLive(active, [`scalar:${task.id}`], { gap: 3_000 });
  const query = useQuery({
    queryKey: [["events"], "curve", task.id, name?.metric, name?.variant],
    queryFn: () => (name ? loadCurve(client, task.id, name) : []),
    enabled: name !== null,
    staleTime: active ? 2_000 : 600_000,
    ...live,
    refetchInterval: active ? live.refetchInterval : false,
    refetchOnWindowFocus: active,
  });
  return query.data;
}
