"use client";

import { useQuery } from "@tanstack/react-query";
import { ChartLine } from "lucide-react";
import { useMemo } from "react";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { EmptyState, ErrorState } from "@/components/ui/state";
import { isMachineMetric } from "@/features/task/overview/main-metrics";
import { ChartGrid } from "@/features/task/scalars/chart-grid";
import { chartsOf, searchCharts, sectionsOf } from "@/features/task/scalars/groups";
import { useChartSettings } from "@/features/task/scalars/settings";
import { ScalarsToolbar } from "@/features/task/scalars/toolbar";
import { useLive } from "@/lib/live";
import { useTRPC } from "@/lib/trpc/client";
import { CompareChart, type CompareContext } from "./compare-chart";
import { GroupChart } from "./group-chart";
import { GroupingControls, useGrouping } from "./use-grouping";

/** Many runs in a chart leave room for one variant only. */
const SETTINGS = { by: "variant", storage: "limpid:compare" } as const;

/** The curves of all runs, a chart for each metric. */
export function ScalarsTab(props: Pick<CompareContext, "runs" | "styles" | "hidden" | "active">) {
  const trpc = useTRPC();
  const { settings: chosen, change, smoothing } = useChartSettings(SETTINGS);
  const { runs, hidden } = props;
  const grouping = useGrouping(useMemo(() => runs.filter((run) => !hidden.has(run.id)), [runs, hidden]));
  const { groups, band } = grouping;
  // Runs that began at different times have their iterations in common.
  const settings = useMemo(() => (groups ? { ...chosen, x: "iter" as const } : chosen), [chosen, groups]);
  const ids = props.runs.map((run) => run.id).sort();
  const names = useQuery({
    ...trpc.events.get_multi_task_metrics.queryOptions({ tasks: ids, event_type: "training_stats_scalar" }),
    placeholderData: (before) => before,
    ...useLive(
      props.active,
      ids.map((id) => `scalar:${id}` as const),
      { gap: 5_000 },
    ),
  });
  const singles = useQuery({
    ...trpc.events.get_task_single_value_metrics.queryOptions({ tasks: ids }),
    staleTime: 60_000,
  });
  const metrics = useMemo(
    () => curvesOnly(names.data?.metrics ?? [], singles.data?.tasks ?? []),
    [names.data, singles.data],
  );
  // What the runs are about comes first, what their machines did last.
  const all = useMemo(() => {
    const charts = chartsOf(metrics, settings.by);
    return [
      ...charts.filter((plan) => !isMachineMetric(plan.metric)),
      ...charts.filter((plan) => isMachineMetric(plan.metric)),
    ];
  }, [metrics, settings.by]);
  const charts = useMemo(() => {
    const left = new Set(settings.hide);
    return searchCharts(all, settings.q).filter(({ metric }) => !left.has(metric));
  }, [all, settings.q, settings.hide]);
  const sections = useMemo(() => sectionsOf(charts), [charts]);
  const context: CompareContext = {
    ...props,
    settings,
    smoothing,
    onZoomChange: (zoom) => change({ zoom: zoom ? [zoom[0], zoom[1]] : null }),
  };

  if (names.isPending) return <ChartsSkeleton />;
  if (names.isError && !names.data) return <ErrorState error={names.error} onRetry={() => void names.refetch()} />;
  if (all.length === 0) return <EmptyState icon={<ChartLine />} title="These runs have reported no scalars" />;
  return (
    <>
      <ScalarsToolbar
        settings={settings}
        onChange={(next) => {
          if (next.x && next.x !== "iter") grouping.set({ group: null });
          change(next);
        }}
        metrics={Object.keys(metrics)}
        more={<GroupingControls grouping={grouping} />}
      />
      <ChartGrid
        sections={sections}
        size={settings.size}
        search={settings.q}
        legend={0}
        above={
          charts.length === 0 && (
            <EmptyState
              title="No chart fits"
              action={<Button onClick={() => change({ q: "", hide: [] })}>Show all metrics</Button>}
            />
          )
        }
        chart={(plan, height) =>
          groups ? (
            <GroupChart key={plan.id} {...{ plan, context, groups, band, height }} />
          ) : (
            <CompareChart key={plan.id} plan={plan} context={context} height={height} />
          )
        }
      />
    </>
  );
}

/** Metrics that have curves; values that were reported once stand in the table of values. */
function curvesOnly(
  metrics: readonly { metric: string; variants: readonly string[] }[],
  singles: readonly { values: readonly { metric: string; variant: string }[] }[],
): Record<string, readonly string[]> {
  const single = new Set(singles.flatMap(({ values }) => values.map((each) => `${each.metric}\n${each.variant}`)));
  return Object.fromEntries(
    metrics
      .map(({ metric, variants }) => [metric, variants.filter((each) => !single.has(`${metric}\n${each}`))] as const)
      .filter(([, variants]) => variants.length > 0),
  );
}

function ChartsSkeleton() {
  return (
    <div className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,25rem),1fr))] gap-6 px-4 py-4 md:px-6">
      {[0, 1, 2, 3, 4, 5].map((index) => (
        <Skeleton key={index} className="h-64" />
      ))}
    </div>
  );
}
