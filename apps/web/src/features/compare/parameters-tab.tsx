"use client";

import { ChevronRight } from "lucide-react";
import { parseAsString, useQueryState } from "nuqs";
import { useMemo, useState } from "react";
import { SeriesMark } from "@/components/chart/legend";
import type { TableColumn } from "@/components/table/column";
import { DataTable } from "@/components/table/data-table";
import { useRowHeight } from "@/components/table/use-row-height";
import { useLocalTableState } from "@/components/table/use-table-state";
import { Button } from "@/components/ui/button";
import { SearchInput } from "@/components/ui/search-input";
import { EmptyState } from "@/components/ui/state";
import { cn } from "@/lib/cn";
import { type RunStyle, slotStyle } from "@/lib/colors/run-colors";
import { formatCount } from "@/lib/format/numbers";
import type { Task } from "@/lib/wire";
import { type DiffLine, type DiffRow, diffLines, diffSections } from "./diff";
import { TextDiffDialog } from "./text-diff";

/** Everything that the runs were given, differences first; what is the same in all of them is folded. */
export function ParametersTab({ runs, styles }: { runs: readonly Task[]; styles: Readonly<Record<string, RunStyle>> }) {
  const [q, setQ] = useQueryState("q", parseAsString.withDefault(""));
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  const [text, setText] = useState<{ row: DiffRow; index: number } | null>(null);
  const sections = useMemo(() => diffSections(runs), [runs]);
  const lines = useMemo(() => diffLines(sections, { search: q, unfolded }), [sections, q, unfolded]);
  const all = sections.every(({ name }) => unfolded.has(name));

  const columns = useMemo<TableColumn<DiffLine>[]>(
    () => [
      {
        id: "property",
        header: "Property",
        pinned: true,
        width: 240,
        cell: (line) => (
          <LineName
            line={line}
            onToggle={(name) =>
              setUnfolded((before) => {
                const next = new Set(before);
                if (!next.delete(name)) next.add(name);
                return next;
              })
            }
          />
        ),
      },
      ...runs.map(
        (run, index): TableColumn<DiffLine> => ({
          id: run.id,
          header: run.name ?? run.id,
          mark: <SeriesMark color={(styles[run.id] ?? slotStyle(0)).color} dash={styles[run.id]?.dash} />,
          width: 200,
          cell: (line) =>
            line.kind === "row" && (
              <DiffCell row={line.row} index={index} onText={() => setText({ row: line.row, index })} />
            ),
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
          onValueChange={(value) => void setQ(value || null)}
          placeholder="Search names and values"
          aria-label="Search names and values"
          className="w-full sm:w-64"
        />
        <Button
          size="sm"
          aria-pressed={all}
          onClick={() => setUnfolded(new Set(all ? [] : sections.map(({ name }) => name)))}
        >
          {all ? "Fold what is the same" : "Show what is the same"}
        </Button>
        <p className="text-xs text-muted">Values unlike the baseline&rsquo;s are marked.</p>
      </div>
      <DataTable
        label="Parameters"
        columns={columns}
        rows={lines}
        rowId={(line) => line.id}
        state={state}
        rowHeight={rowHeight}
        empty={<EmptyState title="No property fits" />}
        className="border-t border-line"
      />
      {text && runs[0] && (
        <TextDiffDialog
          title={text.row.label}
          before={{ label: runs[0].name ?? runs[0].id, text: text.row.values[0] ?? "" }}
          after={{ label: runs[text.index]?.name ?? "", text: text.row.values[text.index] ?? "" }}
          onClose={() => setText(null)}
        />
      )}
    </>
  );
}

function LineName({ line, onToggle }: { line: DiffLine; onToggle: (section: string) => void }) {
  if (line.kind === "heading")
    return (
      <span className="flex min-w-0 items-baseline gap-2">
        <span className="truncate font-semibold">{line.name}</span>
        <span className="text-xs text-faint tabular">
          {line.differing === 0 ? "no difference" : `${formatCount(line.differing)} differ`}
        </span>
      </span>
    );
  if (line.kind === "folded")
    return (
      <button
        type="button"
        aria-expanded={false}
        onClick={() => onToggle(line.section)}
        className="flex items-center gap-1 rounded-sm text-muted hover:text-text"
      >
        <ChevronRight className="size-3.5" /> {formatCount(line.count)} the same
      </button>
    );
  return (
    <span className={cn("truncate pl-3", line.row.same && "text-muted")} title={line.row.label}>
      {line.row.label}
    </span>
  );
}

function DiffCell({ row, index, onText }: { row: DiffRow; index: number; onText: () => void }) {
  const value = row.values[index];
  const differs = index > 0 && value !== row.values[0];
  if (value === undefined || value === "")
    return <span className={differs ? "rounded-sm bg-warning-soft px-1.5 text-warning" : "text-faint"}>–</span>;
  if (row.text)
    return (
      <button type="button" onClick={onText} className="truncate rounded-sm text-accent hover:underline">
        {index === 0 || !differs ? `${value.split("\n").length} lines` : "See the difference"}
      </button>
    );
  return (
    <span
      title={value}
      className={cn(
        "truncate tabular",
        row.same && "text-muted",
        differs && "rounded-sm bg-warning-soft px-1.5 font-medium text-warning",
      )}
    >
      {value}
    </span>
  );
}
