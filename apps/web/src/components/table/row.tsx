"use client";

import type { ReactNode } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { Skeleton } from "@/components/ui/skeleton";
import { cn } from "@/lib/cn";
import type { TableColumn } from "./column";

/** Measures that header and rows share. */
export interface Frame<Row> {
  columns: readonly TableColumn<Row>[];
  widths: Readonly<Record<string, number>>;
  rowHeight: number;
  selectable: boolean;
  /** Draws a row where there is no room for columns. */
  card?: (row: Row) => ReactNode;
}

/** Left offsets of the pinned columns, by id. */
export function pinnedOffsets<Row>({ columns, widths, selectable }: Frame<Row>): Record<string, number> {
  const offsets: Record<string, number> = {};
  let left = selectable ? 36 : 0;
  for (const column of columns) {
    if (!column.pinned) break;
    offsets[column.id] = left;
    left += widths[column.id] ?? 0;
  }
  return offsets;
}

export const BOX = "sticky left-0 z-2 flex w-9 shrink-0 items-center justify-center bg-inherit";

interface RowProps<Row> extends Frame<Row> {
  row: Row;
  id: string;
  index: number;
  top: number;
  selected: boolean;
  active: boolean;
  cursor: boolean;
  opens: boolean;
  onSelect: (range: boolean) => void;
  onOpen: (event: { newTab: boolean }) => void;
}

/** One row. A click anywhere but on a link, a button or a box opens it. */
export function TableRow<Row>(props: RowProps<Row>) {
  const { columns, widths, row } = props;
  const offsets = pinnedOffsets(props);
  const open = (event: React.MouseEvent) => {
    if ((event.target as HTMLElement).closest("a,button,input,[role=checkbox],[role=menuitem]")) return;
    if (window.getSelection()?.toString()) return;
    props.onOpen({ newTab: event.metaKey || event.ctrlKey || event.button === 1 });
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows of a virtual grid
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid's keyboard opens rows
    <div
      role="row"
      id={props.id}
      data-index={props.index}
      tabIndex={-1}
      aria-rowindex={props.index + 2}
      aria-selected={props.selectable ? props.selected : undefined}
      data-active={props.active || undefined}
      onClick={props.opens ? open : undefined}
      onAuxClick={props.opens ? (event) => event.button === 1 && open(event) : undefined}
      style={{ height: props.rowHeight, transform: `translateY(${props.top}px)` }}
      className={cn(
        "group/row absolute inset-x-0 top-0 flex border-b border-line bg-surface hover:bg-hover",
        props.opens && "cursor-pointer",
        (props.selected || props.active) && "bg-selected hover:bg-selected",
        // Drawn over the pinned cells, which cover the row.
        props.cursor &&
          "after:pointer-events-none after:absolute after:inset-0 after:z-3 after:border-y-2 after:border-accent/70",
      )}
    >
      {props.selectable && (
        // biome-ignore lint/a11y/useSemanticElements: a cell of a virtual grid
        // biome-ignore lint/a11y/useFocusableInteractive: its box takes the focus
        <div role="gridcell" className={BOX}>
          <Checkbox
            checked={props.selected}
            aria-label={`Select row ${props.index + 1}`}
            onCheckedChange={(_, event) => props.onSelect(event.shiftKey)}
            onMouseDown={(event) => event.shiftKey && event.preventDefault()}
          />
        </div>
      )}
      {props.card && (
        // biome-ignore lint/a11y/useSemanticElements: a cell of a virtual grid
        // biome-ignore lint/a11y/useFocusableInteractive: the grid holds the focus
        <div role="gridcell" className="flex min-w-0 flex-1 items-center px-2.5">
          {props.card(row)}
        </div>
      )}
      {(props.card ? [] : columns).map((column) => (
        // biome-ignore lint/a11y/useSemanticElements: cells of a virtual grid
        // biome-ignore lint/a11y/useFocusableInteractive: the grid holds the focus
        <div
          key={column.id}
          role="gridcell"
          data-column={column.id}
          style={{ width: widths[column.id], left: offsets[column.id] }}
          className={cn(
            "flex min-w-0 shrink-0 items-center overflow-hidden px-2.5 whitespace-nowrap",
            column.align === "right" && "justify-end tabular",
            column.pinned && "z-2 bg-inherit sm:sticky",
          )}
        >
          {column.cell(row)}
        </div>
      ))}
    </div>
  );
}

/** A row that has not been loaded. */
export function SkeletonRow<Row>(props: Frame<Row> & { index: number; top: number }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a row of a virtual grid
    // biome-ignore lint/a11y/useFocusableInteractive: the grid holds the focus
    <div
      role="row"
      aria-rowindex={props.index + 2}
      aria-busy
      style={{ transform: `translateY(${props.top}px)` }}
      className="absolute inset-x-0 top-0"
    >
      {/* biome-ignore lint/a11y/useSemanticElements: a cell of a virtual grid */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the grid holds the focus */}
      <div role="gridcell">
        <Bars {...props} seed={props.index % 7} />
      </div>
    </div>
  );
}

/** Rows of grey bars in the shape of the columns. */
export function SkeletonRows<Row>({ count, ...frame }: Frame<Row> & { count: number }) {
  return (
    <div aria-hidden>
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bars have no identity
        <Bars key={index} {...frame} seed={index} />
      ))}
    </div>
  );
}

function Bars<Row>({ columns, widths, rowHeight, selectable, card, seed }: Frame<Row> & { seed: number }) {
  return (
    <div style={{ height: rowHeight }} className="flex border-b border-line">
      {selectable && <span className="w-9 shrink-0" />}
      {card && (
        <span className="flex flex-1 flex-col justify-center gap-1.5 px-2.5">
          <Skeleton className="h-3.5" style={{ width: `${45 + ((seed * 7) % 40)}%` }} />
          <Skeleton className="h-3 w-24" />
        </span>
      )}
      {(card ? [] : columns).map((column, place) => (
        <span key={column.id} style={{ width: widths[column.id] }} className="flex shrink-0 items-center px-2.5">
          <Skeleton className="h-3.5" style={{ width: `${45 + ((seed * 7 + place * 13) % 45)}%` }} />
        </span>
      ))}
    </div>
  );
}
