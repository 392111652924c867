import type { ReactNode } from "react";

/** One column of a {@link DataTable}. */
export interface TableColumn<Row> {
  /** Stands in the URL and, where the column sorts, is the key handed to the server: `last_update`, `hyperparams.Args.lr.value`. */
  readonly id: string;
  readonly header: string;
  /** What a cell shows. It stands in one line; give long text `truncate`. */
  readonly cell: (row: Row) => ReactNode;
  /** px; default 140. */
  readonly width?: number;
  readonly minWidth?: number;
  /** Numbers stand right, in tabular figures. */
  readonly align?: "left" | "right";
  readonly sortable?: boolean;
  /** Not shown until somebody asks for it. */
  readonly hidden?: boolean;
  /** Stays at the left while the rest scrolls; cannot be hidden or moved. */
  readonly pinned?: boolean;
  /** Heading in the column menu: "Metrics", "Hyperparameters". */
  readonly group?: string;
  /** Before the name in the header: the mark of a run. */
  readonly mark?: ReactNode;
  /** Beside the name in the header: a filter button. */
  readonly headerExtra?: ReactNode;
}

export const DEFAULT_WIDTH = 140;
const LEAST_WIDTH = 48;

/** One sort key, the first being the most important. */
export interface SortKey {
  readonly id: string;
  readonly desc: boolean;
}

/** What people changed about the columns: which, in what order, how wide. */
export interface ColumnLayout {
  /** Ids of visible columns in order. */
  readonly visible: readonly string[];
  readonly widths: Readonly<Record<string, number>>;
}

/** Ids hold users' own names: the signs that divide a list are written as percent codes. */
const escapeId = (id: string) => id.replace(/[%,:]/g, encodeURIComponent);
const unescapeId = (text: string) => text.replace(/%25|%2C|%3A/gi, decodeURIComponent);

/** `-last_update,name` ↔ keys: the wire's own order_by spelling. */
export function parseSort(text: string): SortKey[] {
  return text
    .split(",")
    .filter((part) => part !== "" && part !== "-")
    .map((part) =>
      part.startsWith("-") ? { id: unescapeId(part.slice(1)), desc: true } : { id: unescapeId(part), desc: false },
    );
}

export function formatSort(keys: readonly SortKey[]): string {
  return keys.map((key) => (key.desc ? `-${escapeId(key.id)}` : escapeId(key.id))).join(",");
}

/**
 * The sort after a click on a header: ascending, descending, none. With `add` (shift)
 * the other keys stay.
 */
export function nextSort(keys: readonly SortKey[], id: string, add: boolean): SortKey[] {
  const current = keys.find((key) => key.id === id);
  const others = add ? keys.filter((key) => key.id !== id) : [];
  if (!current) return [...others, { id, desc: false }];
  if (!current.desc) return add ? keys.map((key) => (key.id === id ? { id, desc: true } : key)) : [{ id, desc: true }];
  return others;
}

/** `name:240,status,user` ↔ layout. Widths only where they differ from the column's own. */
export function parseLayout(text: string): ColumnLayout {
  const widths: Record<string, number> = {};
  const visible: string[] = [];
  for (const part of text.split(",")) {
    const at = part.lastIndexOf(":");
    const width = at > 0 ? Number(part.slice(at + 1)) : Number.NaN;
    const id = unescapeId(Number.isFinite(width) ? part.slice(0, at) : part);
    if (!id || visible.includes(id)) continue;
    visible.push(id);
    if (Number.isFinite(width)) widths[id] = Math.max(LEAST_WIDTH, Math.round(width));
  }
  return { visible, widths };
}

export function formatLayout(layout: ColumnLayout): string {
  return layout.visible
    .map((id) => {
      const width = layout.widths[id];
      return width === undefined ? escapeId(id) : `${escapeId(id)}:${Math.round(width)}`;
    })
    .join(",");
}

/** The layout before anybody changed it. */
export function defaultLayout<Row>(columns: readonly TableColumn<Row>[]): ColumnLayout {
  return { visible: columns.filter((column) => !column.hidden).map((column) => column.id), widths: {} };
}

/** The columns to draw, pinned ones first; ids that no column has (any more) are skipped, so an old address cannot break the page. */
export function arrange<Column extends { readonly id: string; readonly pinned?: boolean }>(
  columns: readonly Column[],
  layout: ColumnLayout,
): Column[] {
  const byId = new Map(columns.map((column) => [column.id, column]));
  const chosen = layout.visible.flatMap((id) => byId.get(id) ?? []).filter((column) => !column.pinned);
  return [...columns.filter((column) => column.pinned), ...chosen];
}

/** Moves a visible column before another one (to the end when `before` is null). */
export function moveColumn(layout: ColumnLayout, id: string, before: string | null): ColumnLayout {
  if (id === before) return layout;
  const rest = layout.visible.filter((other) => other !== id);
  const at = before === null ? rest.length : rest.indexOf(before);
  return { ...layout, visible: rest.toSpliced(at < 0 ? rest.length : at, 0, id) };
}

/** Shows or hides a column; a new one comes last. */
export function toggleColumn(layout: ColumnLayout, id: string, shown: boolean): ColumnLayout {
  const rest = layout.visible.filter((other) => other !== id);
  return { ...layout, visible: shown ? [...rest, id] : rest };
}

/** Sets a width; null gives the column its own back. */
export function resizeColumn(layout: ColumnLayout, id: string, width: number | null): ColumnLayout {
  const { [id]: _, ...rest } = layout.widths;
  return { ...layout, widths: width === null ? rest : { ...rest, [id]: Math.max(LEAST_WIDTH, Math.round(width)) } };
}
