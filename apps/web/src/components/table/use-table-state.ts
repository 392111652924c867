"use client";

import { parseAsString, useQueryStates } from "nuqs";
import { useCallback, useEffect, useMemo, useState } from "react";
import {
  type ColumnLayout,
  defaultLayout,
  formatLayout,
  formatSort,
  parseLayout,
  parseSort,
  type SortKey,
  type TableColumn,
} from "./column";

export interface TableState {
  readonly sort: readonly SortKey[];
  readonly setSort: (sort: readonly SortKey[]) => void;
  readonly layout: ColumnLayout;
  /** null gives the defaults back. */
  readonly setLayout: (layout: ColumnLayout | null) => void;
  /** `sort` in the wire's order_by form. */
  readonly orderBy: string[];
}

/**
 * Sort and columns of a table. They stand in the URL (`sort`, `cols`), so that the address says it all; what was chosen last is remembered under
 * `name` in this browser and used where the address is silent.
 */
export function useTableState<Row>(
  name: string,
  columns: readonly TableColumn<Row>[],
  initialSort: string,
): TableState {
  const [query, setQuery] = useQueryStates({ sort: parseAsString, cols: parseAsString }, { history: "replace" });
  const [remembered, setRemembered] = useState<{ cols?: string; sort?: string }>({});
  const key = `limpid:table:${name}`;

  // What was remembered goes into a silent address, so that whoever gets it sees the same.
  useEffect(() => {
    const stored = read(key);
    setRemembered(stored);
    void setQuery((now) => ({ sort: now.sort ?? stored.sort ?? null, cols: now.cols ?? stored.cols ?? null }));
  }, [key, setQuery]);

  const remember = useCallback(
    (change: { cols?: string; sort?: string }) =>
      setRemembered((before) => {
        const next = { ...before, ...change };
        localStorage.setItem(key, JSON.stringify(next));
        return next;
      }),
    [key],
  );

  const sortText = query.sort ?? remembered.sort ?? initialSort;
  const colsText = query.cols ?? remembered.cols;
  const sort = useMemo(() => parseSort(sortText), [sortText]);
  const layout = useMemo(() => (colsText ? parseLayout(colsText) : defaultLayout(columns)), [colsText, columns]);

  const setSort = useCallback(
    (keys: readonly SortKey[]) => {
      const text = formatSort(keys);
      remember({ sort: text || undefined });
      void setQuery({ sort: text || null });
    },
    [remember, setQuery],
  );
  const setLayout = useCallback(
    (next: ColumnLayout | null) => {
      const text = next ? formatLayout(next) : undefined;
      remember({ cols: text });
      void setQuery({ cols: text ?? null });
    },
    [remember, setQuery],
  );
  const orderBy = useMemo(() => sort.map((item) => (item.desc ? `-${item.id}` : item.id)), [sort]);
  return { sort, setSort, layout, setLayout, orderBy };
}

/** The state of a table that is only a part of a page: nothing of it stands in the address. */
export function useLocalTableState<Row>(columns: readonly TableColumn<Row>[], initialSort = ""): TableState {
  const [sort, setSort] = useState<readonly SortKey[]>(() => parseSort(initialSort));
  const [widths, setWidths] = useState<ColumnLayout["widths"]>({});
  const layout = useMemo(() => ({ ...defaultLayout(columns), widths }), [columns, widths]);
  const setLayout = useCallback((next: ColumnLayout | null) => setWidths(next?.widths ?? {}), []);
  const orderBy = useMemo(() => sort.map((item) => (item.desc ? `-${item.id}` : item.id)), [sort]);
  return { sort, setSort, layout, setLayout, orderBy };
}

function read(key: string): { cols?: string; sort?: string } {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "{}") as { cols?: string; sort?: string };
  } catch {
    return {};
  }
}
