"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTRPC } from "@/lib/trpc/client";
import { useRun, useRunLive } from "../run-context";
import type { SingleValue } from "./single-values";

export interface MetricNames {
  /** Metrics that have curves, with their variants. */
  readonly metrics: Readonly<Record<string, readonly string[]>>;
  readonly singles: readonly SingleValue[];
  readonly pending: boolean;
  readonly error: unknown;
  readonly retry: () => void;
}

/** What scalars the run has: curves, and values that were reported once (the wire lists both as variants). */
export function useMetricNames(): MetricNames {
  const trpc = useTRPC();
  const run = useRun();
  const live = useRunLive("scalar");
  const names = useQuery({ ...trpc.events.get_scalar_metrics_and_variants.queryOptions({ task: run.id }), ...live });
  const values = useQuery({ ...trpc.events.get_task_single_value_metrics.queryOptions({ tasks: [run.id] }), ...live });
  const singles = useMemo(() => values.data?.tasks[0]?.values ?? [], [values.data]);
  const metrics = useMemo(() => {
    const single = new Set(singles.map(({ metric, variant }) => `${metric}\n${variant}`));
    return Object.fromEntries(
      Object.entries(names.data?.metrics ?? {})
        .map(
          ([metric, variants]) => [metric, variants.filter((variant) => !single.has(`${metric}\n${variant}`))] as const,
        )
        .filter(([, variants]) => variants.length > 0),
    );
  }, [names.data, singles]);
  return {
    metrics,
    singles,
    pending: names.isPending || values.isPending,
    error: names.data ? null : (names.error ?? values.error),
    retry: () => void Promise.all([names.refetch(), values.refetch()]),
  };
}
