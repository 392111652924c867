"use client";

import { type Hotkeys, useHotkeys } from "@/lib/hotkeys";

/** The keyboard of a table; see {@link DataTable}. */
export function useRowKeys<Row>(options: {
  /** Ids and rows; holes where none is loaded. */
  order: readonly (string | undefined)[];
  rows: readonly (Row | undefined)[];
  /** Index of the row under the cursor; -1 without. */
  cursor: number;
  page: number;
  onMove: (index: number) => void;
  onSelect: (id: string, range: boolean) => void;
  onOpen?: (row: Row, event: { newTab: boolean }) => void;
  rowKeys?: Readonly<Record<string, (row: Row | undefined) => void>>;
}): void {
  const { order, rows, cursor: at } = options;
  const last = order.length - 1;
  const move = (index: number) => {
    if (last >= 0) options.onMove(Math.max(0, Math.min(index, last)));
  };
  const onRow = (action: (row: Row, id: string) => void) => () => {
    const row = rows[at];
    const id = order[at];
    if (row !== undefined && id !== undefined) action(row, id);
  };

  const keys: Record<string, Hotkeys[string]> = Object.fromEntries([
    ["j", () => move(at + 1)],
    ["k", () => move(at - 1)],
    ["ArrowDown", () => move(at + 1)],
    ["ArrowUp", () => move(at - 1)],
    ["Home", () => move(0)],
    ["End", () => move(last)],
    ["PageDown", () => move(at + options.page)],
    ["PageUp", () => move(at - options.page)],
    ["x", onRow((_, id) => options.onSelect(id, false))],
    ["Shift+X", onRow((_, id) => options.onSelect(id, true))],
    ["/", () => document.querySelector<HTMLElement>("[data-slash-focus]")?.focus()],
  ]);
  for (const [key, action] of Object.entries(options.rowKeys ?? {})) keys[key] = () => action(rows[at]);
  const { onOpen } = options;
  // Enter belongs to a focused button or link; elsewhere it opens the row under the cursor.
  if (onOpen && at >= 0) {
    keys.Enter = (event) => {
      const target = event.target as HTMLElement;
      if (target.closest("button,a")) return target.click();
      onRow((row) => onOpen(row, { newTab: false }))();
    };
    keys["Mod+Enter"] = onRow((row) => onOpen(row, { newTab: true }));
  }
  useHotkeys(keys);
}
