"use client";

import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo } from "react";
import { SeriesMark } from "@/components/chart/legend";
import type { TableColumn } from "@/components/table/column";
import { DataTable } from "@/components/table/data-table";
import { useRowHeight } from "@/components/table/use-row-height";
import { useLocalTableState } from "@/components/table/use-table-state";
import { SearchInput } from "@/components/ui/search-input";
import { EmptyState } from "@/components/ui/state";
import { Segmented } from "@/components/ui/tabs";
import { metricName } from "@/features/runs/column-id";
import { type RunStyle, slotStyle } from "@/lib/colors/run-colors";
import { formatMetric } from "@/lib/format/numbers";
import type { Task } from "@/lib/wire";
import { type MetricLine, metricLines, VALUE_KINDS } from "./values";

const PARSERS = {
  q: parseAsString.withDefault(""),
  show: parseAsStringLiteral(VALUE_KINDS).withDefault("value"),
};
const WORDS = { value: "Last", min_value: "Min", max_value: "Max" } as const;

/** Last, least or greatest values of all metrics, a column a run; the extremes of each line are marked. */
export function ValuesTab({ runs, styles }: { runs: readonly Task[]; styles: Readonly<Record<string, RunStyle>> }) {
  const [{ q, show }, setQuery] = useQueryStates(PARSERS);
  const lines = useMemo(() => {
    const text = q.trim().toLowerCase();
    return metricLines(runs, show).filter((line) => metricName(line).toLowerCase().includes(text));
  }, [runs, show, q]);
  const columns = useMemo<TableColumn<MetricLine>[]>(
    () => [
      {
        id: "metric",
        header: "Metric",
        pinned: true,
        width: 240,
        cell: (line) => (
          <span className="truncate" title={metricName(line)}>
            {metricName(line)}
          </span>
        ),
      },
      ...runs.map(
        (run, index): TableColumn<MetricLine> => ({
          id: run.id,
          header: run.name ?? run.id,
          mark: <SeriesMark color={(styles[run.id] ?? slotStyle(0)).color} dash={styles[run.id]?.dash} />,
          width: 150,
          align: "right",
          cell: (line) => <Value line={line} index={index} />,
        }),
      ),
    ],
    [runs, styles],
  );
  const state = useLocalTableState(columns);
  const rowHeight = useRowHeight();
  return (
    <>
      <div className="flex shrink-0 flex-wrap items-center gap-3 px-4 py-2 md:px-6">
        <SearchInput
          value={q}
          onValueChange={(text) => void setQuery({ q: text || null })}
          placeholder="Search metrics"
          aria-label="Search metrics"
          className="w-full sm:w-56"
        />
        <Segmented
          label="Which value"
          value={show}
          onValueChange={(next) => void setQuery({ show: next })}
          options={VALUE_KINDS.map((value) => ({ value, label: WORDS[value] }))}
        />
        <p className="text-xs text-muted">
          <b className="text-text">▲</b> greatest and <b className="text-text">▼</b> least of each line
        </p>
      </div>
      <DataTable
        label="Values of metrics"
        columns={columns}
        rows={lines}
        rowId={(line) => line.id}
        state={state}
        rowHeight={rowHeight}
        empty={<EmptyState title={q ? "No metric fits" : "These runs have reported no metrics"} />}
        className="border-t border-line"
      />
    </>
  );
}

function Value({ line, index }: { line: MetricLine; index: number }) {
  const value = line.values[index];
  const extreme = line.greatest === index ? "▲" : line.least === index ? "▼" : null;
  return (
    <span className={extreme ? "font-medium" : "text-muted"} title={value === undefined ? undefined : String(value)}>
      {extreme && (
        <span className="mr-1 text-2xs" title={extreme === "▲" ? "Greatest" : "Least"}>
          {extreme}
        </span>
      )}
      {formatMetric(value)}
    </span>
  );
}
