"use client";

import { ArrowDown, ArrowUp } from "lucide-react";
import { useState } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { cn } from "@/lib/cn";
import { moveColumn, nextSort, type TableColumn } from "./column";
import { BOX, type Frame, pinnedOffsets } from "./row";
import type { TableState } from "./use-table-state";

interface HeaderProps<Row> extends Frame<Row> {
  allColumns: readonly TableColumn<Row>[];
  state: TableState;
  checked: boolean | "indeterminate";
  onCheckAll: (checked: boolean) => void;
  onResize: (id: string, width: number | null, done: boolean) => void;
}

/** The header: click sorts (shift adds a key), drag moves a column, its right edge resizes it (double click: its own width). */
export function TableHeader<Row>(props: HeaderProps<Row>) {
  const { columns, widths, state } = props;
  const [dragged, setDragged] = useState<string | null>(null);
  const [over, setOver] = useState<string | null>(null);
  const offsets = pinnedOffsets(props);

  return (
    // biome-ignore lint/a11y/useSemanticElements: the header row of a virtual grid
    // biome-ignore lint/a11y/useFocusableInteractive: its buttons take the focus
    <div
      role="row"
      aria-rowindex={1}
      className="sticky top-0 z-5 flex h-8 shrink-0 border-b border-line-strong bg-surface text-xs text-muted"
    >
      {props.selectable && (
        // biome-ignore lint/a11y/useSemanticElements: a header cell of a virtual grid
        // biome-ignore lint/a11y/useFocusableInteractive: its box takes the focus
        <div role="columnheader" aria-label="Selection" className={BOX}>
          <Checkbox checked={props.checked} onCheckedChange={props.onCheckAll} aria-label="Select all loaded rows" />
        </div>
      )}
      {props.card && (
        // biome-ignore lint/a11y/useSemanticElements: the header cell of a virtual grid
        // biome-ignore lint/a11y/useFocusableInteractive: its cells are read, not acted on
        <div role="columnheader" className="flex items-center px-2.5">
          Select all
        </div>
      )}
      {(props.card ? [] : columns).map((column) => {
        const place = state.sort.findIndex((key) => key.id === column.id);
        const key = state.sort[place];
        return (
          // biome-ignore lint/a11y/useSemanticElements: a header cell of a virtual grid
          // biome-ignore lint/a11y/useFocusableInteractive: its button takes the focus
          <div
            key={column.id}
            role="columnheader"
            aria-sort={key ? (key.desc ? "descending" : "ascending") : undefined}
            style={{ width: widths[column.id], left: offsets[column.id] }}
            draggable={!column.pinned}
            onDragStart={() => setDragged(column.id)}
            onDragOver={(event) => {
              if (!dragged || column.pinned) return;
              event.preventDefault();
              setOver(column.id);
            }}
            onDrop={() => dragged && state.setLayout(moveColumn(state.layout, dragged, column.id))}
            onDragEnd={() => {
              setDragged(null);
              setOver(null);
            }}
            className={cn(
              "group/head relative flex shrink-0 items-center gap-1 px-2.5 select-none",
              column.align === "right" && "justify-end",
              column.pinned && "z-2 bg-surface sm:sticky",
              over === column.id && dragged !== column.id && "shadow-[inset_2px_0_0_var(--accent)]",
            )}
          >
            {column.mark}
            {column.sortable ? (
              <button
                type="button"
                onClick={(event) => state.setSort(nextSort(state.sort, column.id, event.shiftKey))}
                title="Sort; with Shift as a further key"
                className={cn("inline-flex min-w-0 items-center gap-1 hover:text-text", key && "font-medium text-text")}
              >
                <span className="truncate">{column.header}</span>
                {key &&
                  (key.desc ? <ArrowDown className="size-3.5 shrink-0" /> : <ArrowUp className="size-3.5 shrink-0" />)}
                {key && state.sort.length > 1 && <span className="text-2xs tabular">{place + 1}</span>}
              </button>
            ) : (
              <span className="truncate" title={column.header}>
                {column.header}
              </span>
            )}
            {column.headerExtra && (
              <span
                className={cn(
                  "absolute inset-y-0 flex items-center has-data-on:static",
                  column.align === "right" ? "left-1" : "right-2",
                )}
              >
                {column.headerExtra}
              </span>
            )}
            <ResizeHandle
              width={widths[column.id] ?? 0}
              onResize={(width, done) => props.onResize(column.id, width, done)}
            />
          </div>
        );
      })}
    </div>
  );
}

function ResizeHandle({ width, onResize }: { width: number; onResize: (width: number | null, done: boolean) => void }) {
  const [start, setStart] = useState<{ x: number; width: number } | null>(null);
  return (
    <span
      aria-hidden
      draggable={false}
      className="absolute inset-y-0 right-0 w-2 cursor-col-resize touch-none after:absolute after:inset-y-1.5 after:right-0 after:w-px after:bg-line hover:after:w-0.5 hover:after:bg-accent"
      onDoubleClick={() => onResize(null, true)}
      onPointerDown={(event) => {
        event.preventDefault();
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
        setStart({ x: event.clientX, width });
      }}
      onPointerMove={(event) => start && onResize(Math.max(48, start.width + event.clientX - start.x), false)}
      onPointerUp={(event) => {
        if (start && event.clientX !== start.x) onResize(Math.max(48, start.width + event.clientX - start.x), true);
        setStart(null);
      }}
    />
  );
}
