"use client";

import { ChevronDown, ChevronUp, Columns3, Plus } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Input } from "@/components/ui/input";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { Segmented } from "@/components/ui/tabs";
import { moveColumn, type TableColumn, toggleColumn } from "./column";
import { DENSITIES, useDensity } from "./use-row-height";
import type { TableState } from "./use-table-state";

/**
 * Shows, hides and orders columns, with a search over all of them, for the keyboard too. `children` is a place for more (a chooser of metrics and
 * hyperparameters): given the search text, below the list.
 */
export function ColumnMenu<Row>(props: {
  columns: readonly TableColumn<Row>[];
  state: TableState;
  children?: (search: string) => ReactNode;
}) {
  const { state } = props;
  const [search, setSearch] = useState("");
  const [density, setDensity] = useDensity();
  const free = props.columns.filter((column) => !column.pinned);
  const byId = new Map(free.map((column) => [column.id, column]));
  const shown = state.layout.visible.map((id) => byId.get(id)).filter((column) => column !== undefined);
  const hidden = free.filter((column) => !state.layout.visible.includes(column.id));
  const matches = (column: TableColumn<Row>) =>
    `${column.group ?? ""} ${column.header}`.toLowerCase().includes(search.toLowerCase());
  const groups = [...new Set(hidden.map((column) => column.group ?? "More columns"))];

  const line = (column: TableColumn<Row>, visible: boolean, index: number) => (
    <li key={column.id} className="group flex h-7 items-center gap-2 rounded-sm px-1 hover:bg-hover">
      <label htmlFor={`column-${column.id}`} className="flex min-w-0 flex-1 items-center gap-2">
        <Checkbox
          id={`column-${column.id}`}
          checked={visible}
          onCheckedChange={(on) => state.setLayout(toggleColumn(state.layout, column.id, on))}
        />
        <span className="truncate">{column.header}</span>
      </label>
      {visible && (
        <span className="flex opacity-0 group-focus-within:opacity-100 group-hover:opacity-100">
          <Button
            variant="ghost"
            size="icon-sm"
            className="size-6"
            aria-label={`Move ${column.header} left`}
            disabled={index === 0}
            onClick={() => state.setLayout(moveColumn(state.layout, column.id, shown[index - 1]?.id ?? null))}
          >
            <ChevronUp />
          </Button>
          <Button
            variant="ghost"
            size="icon-sm"
            className="size-6"
            aria-label={`Move ${column.header} right`}
            disabled={index === shown.length - 1}
            onClick={() => state.setLayout(moveColumn(state.layout, column.id, shown[index + 2]?.id ?? null))}
          >
            <ChevronDown />
          </Button>
        </span>
      )}
    </li>
  );

  return (
    <Popover>
      <PopoverTrigger asChild>
        <Button size="sm" aria-label="Columns">
          <Columns3 /> <span className="hidden sm:inline">Columns</span>
        </Button>
      </PopoverTrigger>
      <PopoverContent
        align="end"
        className="flex max-h-[min(70vh,var(--radix-popover-content-available-height))] w-80 flex-col gap-2 overflow-hidden"
      >
        <Input
          placeholder="Search columns"
          className="shrink-0"
          aria-label="Search columns"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <div className="min-h-0 flex-1 overflow-y-auto">
          <ul>{shown.filter(matches).map((column) => line(column, true, shown.indexOf(column)))}</ul>
          {groups.map((group) => {
            const rest = hidden.filter((column) => (column.group ?? "More columns") === group && matches(column));
            return rest.length === 0 ? null : (
              <section key={group}>
                <h3 className="mt-2 flex items-center gap-1 px-1 text-xs font-medium text-faint">
                  <Plus className="size-3" /> {group}
                </h3>
                <ul>{rest.map((column) => line(column, false, 0))}</ul>
              </section>
            );
          })}
          {props.children?.(search)}
        </div>
        <div className="flex items-center justify-between gap-2 border-t border-line pt-2">
          <Segmented
            label="Height of rows"
            value={density}
            onValueChange={setDensity}
            options={DENSITIES.map((value) => ({ value, label: value.charAt(0).toUpperCase() + value.slice(1) }))}
          />
          <Button size="sm" variant="ghost" onClick={() => state.setLayout(null)}>
            Reset
          </Button>
        </div>
      </PopoverContent>
    </Popover>
  );
}
