"use client";

import { type ColumnSizingState, getCoreRowModel, useReactTable } from "@tanstack/react-table";
import { useMemo, useState } from "react";
import { DEFAULT_WIDTH, resizeColumn, type TableColumn } from "./column";
import type { TableState } from "./use-table-state";

/** Only the sizes are asked of the table model; rows would cost it time for nothing. */
const NO_ROWS: unknown[] = [];

/** Widths of the columns: from the layout, and while one is being dragged from the drag; only its end goes into the URL. */
export function useColumns<Row>(options: { columns: readonly TableColumn<Row>[]; state: TableState }) {
  const { columns, state } = options;
  const [dragged, setDragged] = useState<ColumnSizingState>({});
  const definitions = useMemo(
    () =>
      columns.map((column) => ({ id: column.id, size: column.width ?? DEFAULT_WIDTH, minSize: column.minWidth ?? 48 })),
    [columns],
  );
  const table = useReactTable({
    data: NO_ROWS,
    columns: definitions,
    getCoreRowModel: getCoreRowModel(),
    manualSorting: true,
    state: { columnSizing: { ...state.layout.widths, ...dragged } },
  });
  const widths = Object.fromEntries(table.getAllLeafColumns().map((column) => [column.id, column.getSize()]));

  const resize = (id: string, width: number | null, done: boolean) => {
    if (!done && width !== null) return setDragged({ [id]: width });
    setDragged({});
    state.setLayout(resizeColumn(state.layout, id, width));
  };
  return { widths, resize, getTotalSize: () => table.getTotalSize() };
}
