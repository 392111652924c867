"use client";

import { useMemo } from "react";
import { arrange, type ColumnLayout } from "@/components/table/column";
import type { Task } from "@/lib/wire";
import { mainMetric, parseColumnId } from "./column-id";
import { CURVE_COLUMN, customColumn, FIXED_COLUMNS, mainCurveColumn, type RunColumn } from "./columns";
import type { MetricNames } from "./fields";
import { type Filters, withFilter } from "./filter";
import { HeaderFilter } from "./filter-bar";
import { namesFrom, useMetricNames, useMetricsOf } from "./use-runs";

/** Runs whose metrics tell what a list is about. */
const ASKED = 25;
const NO_NAMES: MetricNames = new Map();

function withCurve(columns: readonly RunColumn[]): readonly RunColumn[] {
  const at = columns.findIndex((column) => column.id === "tags");
  return columns.toSpliced(at, 0, mainCurveColumn(null));
}

const ALL_PROJECTS = withCurve(FIXED_COLUMNS);
const ONE_PROJECT = withCurve(
  FIXED_COLUMNS.map((column) => (column.id === "project.name" ? { ...column, hidden: true } : column)),
);

/** The columns that every list has; the project is of interest where there are several. */
export function baseColumns(projectId: string): readonly RunColumn[] {
  return projectId === "*" ? ALL_PROJECTS : ONE_PROJECT;
}

/** The base columns with those of metrics and hyperparameters that a layout names. */
function withCustom(
  base: readonly RunColumn[],
  layout: ColumnLayout,
  names: MetricNames = NO_NAMES,
): readonly RunColumn[] {
  return [...base, ...layout.visible.flatMap((id) => customColumn(id, names) ?? [])];
}

/** The columns that a layout shows: their fields are asked for. */
export function useShownColumns(base: readonly RunColumn[], layout: ColumnLayout): readonly RunColumn[] {
  return useMemo(() => arrange(withCustom(base, layout), layout), [base, layout]);
}

/** The columns with names, filters and the main metric that the rows tell. */
export function useRunColumns(options: {
  projectId: string;
  base: readonly RunColumn[];
  layout: ColumnLayout;
  rows: readonly (Task | undefined)[];
  filters: Filters;
  setFilters: (filters: Filters) => void;
}): { columns: readonly RunColumn[]; names: MetricNames } {
  const { projectId, base, layout, rows, filters, setFilters } = options;
  const visible = layout.visible;
  const asked = useMemo(() => idsOf(rows), [rows]);
  const own = useMetricsOf(visible.includes(CURVE_COLUMN) ? asked : []);
  const main = useMemo(() => mainMetric(own ?? []), [own]);
  const told = useMemo(() => namesFrom(rows, own), [rows, own]);
  // A filter or column may be of a metric that no run on the screen has.
  const wanted = [...visible, ...Object.keys(filters)];
  const missing = wanted.some((id) => {
    const column = parseColumnId(id);
    return column?.kind === "metric" && !told.has(`${column.metric_hash}.${column.variant_hash}`);
  });
  const all = useMetricNames({ projectId, enabled: missing && rows.length > 0 }).data?.metrics;
  const names = useMemo(() => (all ? namesFrom(rows, all) : told), [rows, all, told]);
  const columns = useMemo(
    () =>
      withCustom(base, layout, names).map((column) => {
        const drawn = column.id === CURVE_COLUMN ? { ...column, ...mainCurveColumn(main) } : column;
        const { filter: field } = column;
        if (!field) return drawn;
        const headerExtra = (
          <HeaderFilter
            key={field}
            field={field}
            projectId={projectId}
            names={names}
            filter={filters[field]}
            onChange={(filter) => setFilters(withFilter(filters, field, filter))}
          />
        );
        return { ...drawn, headerExtra };
      }),
    [base, layout, names, main, projectId, filters, setFilters],
  );
  return { columns, names };
}

function idsOf(rows: readonly (Task | undefined)[]): string[] {
  const ids: string[] = [];
  for (let index = 0; index < rows.length && index < 4 * ASKED && ids.length < ASKED; index++) {
    const task = rows[index];
    if (task && task.status !== "created" && task.status !== "queued") ids.push(task.id);
  }
  return ids;
}
