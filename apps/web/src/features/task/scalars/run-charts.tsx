"use client";

import type { ReactNode } from "react";
import { ChartDialog } from "./chart-dialog";
import { ChartGrid } from "./chart-grid";
import type { ChartPlan, Section } from "./groups";
import { type ChartContext, MetricChart } from "./metric-chart";
import type { ChartSettings } from "./settings";

/** So many series fit into one line of a legend. */
const ONE_LINE = 3;
const LEGEND = { 1: 24, 2: 44 } as const;

/** The run's charts in a grid; one of them large when the address says so. */
export function RunCharts(props: {
  sections: readonly Section[];
  context: ChartContext;
  onChange: (next: Partial<ChartSettings>) => void;
  above?: ReactNode;
}) {
  const { sections, context, onChange } = props;
  const charts = sections.flatMap((section) => section.charts);
  const open = (plan: ChartPlan) => onChange({ chart: plan.id });
  const large = charts.find(({ id }) => id === context.settings.chart);
  const lines = charts.some(({ variants }) => variants.length > ONE_LINE) ? 2 : 1;
  return (
    <>
      <ChartGrid
        sections={sections}
        size={context.settings.size}
        search={context.settings.q}
        legend={LEGEND[lines]}
        above={props.above}
        chart={(plan, height) => (
          <MetricChart
            key={plan.id}
            plan={plan}
            context={context}
            height={height}
            legendLines={lines}
            onOpen={() => open(plan)}
          />
        )}
      />
      {large && (
        <ChartDialog
          plan={large}
          charts={charts}
          context={context}
          onOpen={open}
          onClose={() => onChange({ chart: null })}
        />
      )}
    </>
  );
}
