"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/lib/trpc/client";
import { useRun, useRunLive } from "../run-context";

/** Below this mean the GPUs wait more than they work (%). */
const LOW = 30;
/** Fewer readings say nothing: programs load before they compute. */
const ENOUGH = 5;

/** A hint when the GPUs are hardly used; null otherwise. */
export function useLowUse(metrics: Readonly<Record<string, readonly string[]>>): string | null {
  const trpc = useTRPC();
  const run = useRun();
  const variants = (metrics[":monitor:gpu"] ?? []).filter((variant) => /^gpu_\d+_utilization$/.test(variant));
  const query = useQuery({
    ...trpc.events.scalar_curves.queryOptions({
      tasks: [run.id],
      metrics: [{ metric: ":monitor:gpu", variants }],
      samples: 200,
    }),
    enabled: variants.length > 0,
    ...useRunLive("scalar"),
  });
  const values = (query.data?.curves ?? []).flatMap((curve) => curve.y);
  if (values.length < ENOUGH) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (mean >= LOW) return null;
  return `The GPUs were used ${Math.round(mean)} % on average. Data loading or a small batch may hold them up.`;
}
