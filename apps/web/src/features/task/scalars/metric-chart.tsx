"use client";

import { Maximize2 } from "lucide-react";
import { ScalarChart } from "@/components/chart/scalar-chart";
import type { Smoothing } from "@/components/chart/smoothing";
import { Button } from "@/components/ui/button";
import type { RunStyle } from "@/lib/colors/run-colors";
import type { ChartPlan } from "./groups";
import type { ChartSettings } from "./settings";
import { useCurves } from "./use-curves";

/** What all charts of the page share. */
export interface ChartContext {
  readonly settings: ChartSettings;
  readonly smoothing: Smoothing;
  readonly styles: ReadonlyMap<string, RunStyle>;
  readonly hidden: ReadonlyMap<string, ReadonlySet<string>>;
  readonly onHiddenChange: (chart: string, hidden: ReadonlySet<string>) => void;
  readonly onZoomChange: (zoom: readonly [number, number] | null) => void;
}

const NOTHING: ReadonlySet<string> = new Set();

/** One chart of the grid. */
export function MetricChart({
  plan,
  context,
  height,
  legendLines,
  onOpen,
}: {
  plan: ChartPlan;
  context: ChartContext;
  height: number;
  legendLines: 1 | 2;
  onOpen: () => void;
}) {
  const { settings, smoothing, styles } = context;
  const data = useCurves(plan, { axis: settings.x, zoom: settings.zoom, samples: 600, styles });
  return (
    <ScalarChart
      title={plan.title}
      series={data.series}
      xAxis={settings.x}
      smoothing={smoothing}
      showOriginal={settings.original}
      xLog={settings.logx}
      yLog={settings.logy ? true : undefined}
      clip={settings.clip}
      zoom={settings.zoom}
      onZoomChange={context.onZoomChange}
      hidden={context.hidden.get(plan.id) ?? NOTHING}
      onHiddenChange={(hidden) => context.onHiddenChange(plan.id, hidden)}
      syncKey="run"
      height={height}
      legendLines={legendLines}
      loading={data.pending}
      error={data.error}
      onRetry={data.retry}
      actions={
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label={`Open ${plan.title} large`}
          title="Open large"
          onClick={onOpen}
        >
          <Maximize2 />
        </Button>
      }
    />
  );
}
