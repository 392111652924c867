"use client";

import { Cpu, Lightbulb } from "lucide-react";
import { useMemo } from "react";
import { Skeleton } from "@/components/ui/skeleton";
import { EmptyState, ErrorState } from "@/components/ui/state";
import { runtimeFacts } from "../query";
import { useRun } from "../run-context";
import { RunCharts } from "../scalars/run-charts";
import { useChartSettings } from "../scalars/settings";
import { ScalarsToolbar } from "../scalars/toolbar";
import { useChartContext } from "../scalars/use-chart-context";
import { useMetricNames } from "../scalars/use-metric-names";
import { machineSections } from "./machine";
import { useLowUse } from "./use-low-use";

/** Readings come by the clock, whatever the program counts as an iteration. */
const SETTINGS = { x: "relative", storage: "limpid:system" } as const;

/** How busy the machine was: what the SDK's resource monitor reported. */
export function SystemTab() {
  const run = useRun();
  const { settings, change, smoothing } = useChartSettings(SETTINGS);
  const names = useMetricNames();
  const sections = useMemo(() => machineSections(names.metrics), [names.metrics]);
  const charts = useMemo(() => sections.flatMap((section) => section.charts), [sections]);
  const context = useChartContext(charts, { settings, change, smoothing });
  const lowUse = useLowUse(names.metrics);
  const facts = runtimeFacts(run);

  if (names.pending) return <Skeleton className="m-6 h-64" />;
  if (names.error) return <ErrorState error={names.error} onRetry={names.retry} />;
  const machine = (
    <>
      {facts.length > 0 && (
        <dl className="mb-4 flex flex-wrap gap-x-8 gap-y-1 text-sm">
          {facts.map(([name, value]) => (
            <div key={name} className="flex gap-2">
              <dt className="text-muted">{name}</dt>
              <dd className="tabular">{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {lowUse && (
        <p className="mb-4 flex items-center gap-2 rounded-md bg-info-soft px-3 py-2 text-sm text-info">
          <Lightbulb className="size-4 shrink-0" /> {lowUse}
        </p>
      )}
    </>
  );
  if (charts.length === 0) {
    return (
      <div className="px-4 py-4 md:px-6">
        {machine}
        <EmptyState icon={<Cpu />} title="No machine readings">
          The SDK reports CPU, GPU, memory, disk and network of the machine from the third minute of a run on, unless
          auto_resource_monitoring is off.
        </EmptyState>
      </div>
    );
  }
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <ScalarsToolbar settings={settings} onChange={change} metrics={[]} search={false} />
      <RunCharts sections={sections} context={context} onChange={change} above={machine} />
    </div>
  );
}
