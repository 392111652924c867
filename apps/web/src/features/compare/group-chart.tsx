"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { ScalarChart } from "@/components/chart/scalar-chart";
import type { ChartPlan } from "@/features/task/scalars/groups";
import { slotStyle } from "@/lib/colors/run-colors";
import { useLive } from "@/lib/live";
import { useTRPC } from "@/lib/trpc/client";
import { type CompareContext, SAMPLES, useRunCurves } from "./compare-chart";
import { compareSeries, wireRange } from "./curves";
import { type Band, type GroupLine, groupSeries, type RunGroup } from "./groups";

const NOTHING: ReadonlySet<string> = new Set();
const NO_LINES: readonly GroupLine[] = [];

/** One metric of groups of runs in one chart, by iteration: means with a band, and the single runs faint behind. */
export function GroupChart(props: {
  plan: ChartPlan;
  context: CompareContext;
  groups: readonly RunGroup[];
  band: Band;
  height: number;
}) {
  const { plan, context, groups, band } = props;
  const { settings } = context;
  const { lines, fine, pending, error, retry } = useGroupLines(plan, groups, context);
  const runs = useMemo(() => groups.flatMap((group) => group.runs), [groups]);
  const single = useRunCurves(plan, { ...context, runs }, settings.original);
  const series = useMemo(() => {
    const styles = Object.fromEntries(groups.flatMap(({ runs }, at) => runs.map(({ id }) => [id, slotStyle(at)])));
    const behind = compareSeries(runs, single.curves, {
      axis: "iter",
      styles,
      variants: plan.variants,
      fine: single.fine,
    });
    return [
      ...(settings.original ? behind.map(({ min: _min, max: _max, ...line }) => ({ ...line, faint: true })) : []),
      ...groupSeries(groups, lines, { band, variants: plan.variants, fine }),
    ];
  }, [groups, runs, single.curves, single.fine, settings.original, lines, fine, band, plan.variants]);
  return (
    <ScalarChart
      title={plan.title}
      series={series}
      xAxis="iter"
      smoothing={context.smoothing}
      showOriginal={false}
      xLog={settings.logx}
      yLog={settings.logy ? true : undefined}
      clip={settings.clip}
      zoom={settings.zoom}
      onZoomChange={context.onZoomChange}
      hidden={NOTHING}
      onHiddenChange={() => undefined}
      syncKey="compare"
      height={props.height}
      legend="tooltip"
      loading={pending}
      error={error}
      onRetry={retry}
    />
  );
}

function useGroupLines({ metric, variants }: ChartPlan, groups: readonly RunGroup[], context: CompareContext) {
  const trpc = useTRPC();
  const live = useLive(
    context.active,
    groups.flatMap(({ runs }) => runs.map(({ id }) => `scalar:${id}` as const)),
    { gap: 2_000 },
  );
  const { zoom } = context.settings;
  const request = {
    groups: groups.map(({ runs }) => ({ tasks: runs.map(({ id }) => id) })),
    metrics: [{ metric, variants: [...variants] }],
    samples: SAMPLES,
  };
  const isAsked = groups.length > 0;
  const whole = useQuery({
    ...trpc.events.scalar_aggregates.queryOptions(request, { enabled: isAsked }),
    placeholderData: keepPreviousData,
    ...live,
  });
  const fine = useQuery({
    ...trpc.events.scalar_aggregates.queryOptions({ ...request, ...(zoom ? wireRange(zoom, "iter", []) : {}) }),
    enabled: isAsked && zoom !== null && !whole.isPlaceholderData,
    ...live,
  });
  return {
    lines: whole.data?.aggregates ?? NO_LINES,
    fine: zoom ? fine.data?.aggregates : undefined,
    pending: isAsked && whole.isPending,
    error: whole.data ? null : whole.error,
    retry: () => void whole.refetch(),
  };
}
