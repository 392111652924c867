"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { ScalarChart } from "@/components/chart/scalar-chart";
import type { Smoothing } from "@/components/chart/smoothing";
import type { ChartPlan } from "@/features/task/scalars/groups";
import type { ChartSettings } from "@/features/task/scalars/settings";
import type { RunStyle } from "@/lib/colors/run-colors";
import { useLive } from "@/lib/live";
import { useTRPC, useTRPCClient } from "@/lib/trpc/client";
import type { Task } from "@/lib/wire";
import { compareSeries, type RunCurve, wireRange } from "./curves";

/** What all charts of a comparison share. */
export interface CompareContext {
  readonly runs: readonly Task[];
  readonly styles: Readonly<Record<string, RunStyle>>;
  /** Runs that are switched off. */
  readonly hidden: ReadonlySet<string>;
  readonly settings: ChartSettings;
  readonly smoothing: Smoothing;
  readonly active: boolean;
  readonly onZoomChange: (zoom: readonly [number, number] | null) => void;
}

/** Runs in one call at most (wire-protocol §15). */
const MOST = 100;
/** Points of a line. */
export const SAMPLES = 500;

/** One metric of all runs in one chart. */
export function CompareChart({ plan, context, height }: { plan: ChartPlan; context: CompareContext; height: number }) {
  const { runs, styles, hidden, settings } = context;
  const axis = settings.x;
  const { curves, fine, pending, error, retry } = useRunCurves(plan, context);
  const series = useMemo(
    () => compareSeries(runs, curves, { axis, styles, variants: plan.variants, fine }),
    [runs, curves, axis, styles, plan.variants, fine],
  );
  const off = useMemo(
    () => new Set(series.flatMap(({ id }) => (hidden.has(id.slice(0, id.indexOf("/"))) ? [id] : []))),
    [series, hidden],
  );
  return (
    <ScalarChart
      title={plan.title}
      series={series}
      xAxis={axis}
      smoothing={context.smoothing}
      showOriginal={settings.original && runs.length <= 6}
      xLog={settings.logx}
      yLog={settings.logy ? true : undefined}
      clip={settings.clip}
      zoom={settings.zoom}
      onZoomChange={context.onZoomChange}
      hidden={off}
      onHiddenChange={() => undefined}
      syncKey="compare"
      height={height}
      legend="tooltip"
      loading={pending}
      error={error}
      onRetry={retry}
    />
  );
}

/** The curves of single runs. @param enabled false: nothing is asked for */
export function useRunCurves(
  { metric, variants }: ChartPlan,
  { runs, settings, active }: CompareContext,
  enabled = true,
) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const { x: axis, zoom } = settings;
  const request = {
    tasks: runs.map((run) => run.id).sort(),
    metrics: [{ metric, variants: [...variants] }],
    key: axis === "iter" ? ("iter" as const) : ("timestamp" as const),
    samples: SAMPLES,
  };
  const live = useLive(
    active,
    request.tasks.map((id) => `scalar:${id}` as const),
    { gap: 2_000 },
  );
  const load = async (more: { from?: number; to?: number }): Promise<readonly RunCurve[]> => {
    const parts = [];
    for (let at = 0; at < request.tasks.length; at += MOST)
      parts.push(client.events.scalar_curves.query({ ...request, ...more, tasks: request.tasks.slice(at, at + MOST) }));
    return (await Promise.all(parts)).flatMap((part) => part.curves);
  };
  const key = trpc.events.scalar_curves.queryKey(request);
  const whole = useQuery({
    queryKey: [...key, "all"],
    queryFn: () => load({}),
    enabled,
    placeholderData: keepPreviousData,
    ...live,
  });
  const curves = whole.data ?? NONE;
  const range = zoom ? wireRange(zoom, axis, runs) : null;
  const fine = useQuery({
    queryKey: [...key, range],
    queryFn: () => load(range ?? {}),
    enabled:
      enabled && range !== null && curves.some((curve) => curve.points > curve.x.length) && !whole.isPlaceholderData,
    ...live,
  });
  return {
    curves,
    fine: range ? fine.data : undefined,
    pending: whole.isPending,
    error: whole.data ? null : whole.error,
    retry: () => void whole.refetch(),
  };
}

const NONE: readonly RunCurve[] = [];
