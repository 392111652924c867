"use client";

import { ChartLine } from "lucide-react";
import { useMemo } from "react";
import { isActive } from "@/components/status/status";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { Skeleton } from "@/components/ui/skeleton";
import { EmptyState, ErrorState } from "@/components/ui/state";
import { isMachineMetric } from "../overview/main-metrics";
import { useRun } from "../run-context";
import { chartsOf, searchCharts, sectionsOf } from "./groups";
import { RunCharts } from "./run-charts";
import { useChartSettings } from "./settings";
import { SingleValues } from "./single-values";
import { ScalarsToolbar } from "./toolbar";
import { useChartContext } from "./use-chart-context";
import { useMetricNames } from "./use-metric-names";

/** The curves of the run's work; those of its machine are on the System tab. */
export function ScalarsTab() {
  const run = useRun();
  const { settings, change, smoothing } = useChartSettings();
  const names = useMetricNames();
  const own = useMemo(
    () => Object.fromEntries(Object.entries(names.metrics).filter(([metric]) => !isMachineMetric(metric))),
    [names.metrics],
  );
  const all = useMemo(() => chartsOf(own, settings.by), [own, settings.by]);
  const charts = useMemo(() => {
    const hidden = new Set(settings.hide);
    return searchCharts(all, settings.q).filter(({ metric }) => !hidden.has(metric));
  }, [all, settings.q, settings.hide]);
  const sections = useMemo(() => sectionsOf(charts), [charts]);
  const context = useChartContext(all, { settings, change, smoothing });

  if (names.pending) return <ScalarsSkeleton />;
  if (names.error) return <ErrorState error={names.error} onRetry={names.retry} />;
  if (all.length === 0 && names.singles.length === 0) return <NoScalars />;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <ScalarsToolbar settings={settings} onChange={change} metrics={Object.keys(own)} />
      <RunCharts
        sections={sections}
        context={context}
        onChange={change}
        above={
          <>
            {settings.q === "" && <SingleValues values={names.singles} title={run.name ?? run.id} />}
            {charts.length === 0 && all.length > 0 && (
              <EmptyState
                title="No chart fits"
                action={<Button onClick={() => change({ q: "", hide: [] })}>Show all metrics</Button>}
              >
                {settings.q ? `No metric has “${settings.q}” in its name.` : "All metrics are hidden."}
              </EmptyState>
            )}
          </>
        }
      />
    </div>
  );
}

function NoScalars() {
  const { status } = useRun();
  return (
    <EmptyState icon={<ChartLine />} title="No scalars yet">
      <p>
        {isActive(status)
          ? "They appear here as soon as the run reports some:"
          : "The run reported none. This would have:"}
      </p>
      <CodeBlock
        className="mt-3"
        code={
          'logger = Task.current_task().get_logger()\nlogger.report_scalar("loss", "train", value=loss, iteration=step)'
        }
      />
    </EmptyState>
  );
}

function ScalarsSkeleton() {
  return (
    <div className="flex flex-col">
      <div className="flex h-12 items-center gap-3 border-b border-line px-4 md:px-6">
        <Skeleton className="h-8 w-56" />
        <Skeleton className="h-7 w-52" />
      </div>
      <div className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,25rem),1fr))] gap-6 px-4 py-4 md:px-6">
        {[0, 1, 2, 3, 4, 5].map((index) => (
          <Skeleton key={index} className="h-64" />
        ))}
      </div>
    </div>
  );
}
