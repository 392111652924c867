"use client";

import { useMemo, useState } from "react";
import type { Smoothing } from "@/components/chart/smoothing";
import { useRunStyles } from "@/lib/colors/use-run-styles";
import { useRun } from "../run-context";
import { variantNames, variantStyles } from "./curves";
import type { ChartPlan } from "./groups";
import type { ChartContext } from "./metric-chart";
import type { ChartSettings } from "./settings";

/** What the charts of a page share: settings, colours, and which series are switched off in which chart (kept while charts come and go). */
export function useChartContext(
  charts: readonly ChartPlan[],
  {
    settings,
    change,
    smoothing,
  }: { settings: ChartSettings; change: (next: Partial<ChartSettings>) => void; smoothing: Smoothing },
): ChartContext {
  const run = useRun();
  const own = useRunStyles([run.id])[run.id];
  const [hidden, setHidden] = useState<ReadonlyMap<string, ReadonlySet<string>>>(new Map());
  const styles = useMemo(() => {
    const shared = new Map(variantStyles(charts));
    for (const chart of charts) {
      const [only, ...others] = variantNames(chart);
      if (own && only !== undefined && others.length === 0 && !shared.has(only)) shared.set(only, own);
    }
    return shared;
  }, [charts, own]);
  return {
    settings,
    smoothing,
    styles,
    hidden,
    onHiddenChange: (chart, next) => setHidden((before) => new Map(before).set(chart, next)),
    onZoomChange: (zoom) => change({ zoom: zoom ? [zoom[0], zoom[1]] : null }),
  };
}
