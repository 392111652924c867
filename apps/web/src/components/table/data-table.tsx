"use client";

/**
 * The one table. Rows are virtual (100,000 cost what 50 cost), the header sticks, pinned columns stay, sort and columns live in the URL.
 *
 *   const columns = useMemo<TableColumn<Task>[]>(() => [{ id: "name", header: "Name", pinned: true, cell: (t) => t.name, sortable: true }], []);
 *   const state = useTableState("runs", columns, "-last_update");
 *   const list = useLiveRows(source);
 *   <DataTable label="Runs" columns={columns} rows={list.rows} rowId={(t) => t.id} state={state} status={list.status} error={list.error}
 *     onRetry={list.resort} onRange={list.onRange} selection={selected} onSelectionChange={setSelected} onOpen={(t) => router.push(…)}
 *     activeId={opened} empty={<EmptyState …/>} />
 *
 * Holes among the rows are rows on their way. Keys: j k (arrows) move, x selects (X a range), Enter opens, Home End PageUp PageDown, / goes to the
 * page's search field. Keys of a page's own (`e` enqueue) come as `rowKeys`. Where the table is narrow, a row
 * is drawn by `card`, when there is one.
 */
import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useId, useMemo, useRef, useState } from "react";
import { ErrorState } from "@/components/ui/state";
import { cn } from "@/lib/cn";
import { arrange, type TableColumn } from "./column";
import { TableHeader } from "./header";
import { SkeletonRow, SkeletonRows, TableRow } from "./row";
import { RowMenu } from "./row-menu";
import { headerState, selectRow } from "./selection";
import { useColumns } from "./use-columns";
import { useNarrow } from "./use-narrow";
import { useRowKeys } from "./use-row-keys";
import type { TableState } from "./use-table-state";

export interface DataTableProps<Row> {
  /** What the rows are, for screen readers. */
  label: string;
  columns: readonly TableColumn<Row>[];
  /** Holes stand for rows that have not been loaded. */
  rows: readonly (Row | undefined)[];
  rowId: (row: Row) => string;
  state: TableState;
  status?: "pending" | "error" | "success";
  error?: unknown;
  onRetry?: () => void;
  /** Stands in the body when there are no rows. */
  empty?: ReactNode;
  /** The rows on the screen, by index. */
  onRange?: (first: number, last: number) => void;
  /** With both, rows have boxes. */
  selection?: ReadonlySet<string>;
  onSelectionChange?: (selection: Set<string>) => void;
  onOpen?: (row: Row, event: { newTab: boolean }) => void;
  /** The row that is open beside the table. */
  activeId?: string | null;
  /** Called with the row under the cursor, where there is one. */
  rowKeys?: Readonly<Record<string, (row: Row | undefined) => void>>;
  /** Items of the menu at the pointer. */
  rowMenu?: (row: Row) => ReactNode;
  /** A row of two lines where there is no room for columns. */
  card?: (row: Row) => ReactNode;
  /** Rows of a former list, while the next one is on its way. */
  changing?: boolean;
  /** Told when what is read stands at the top, with nothing pointed at: rows may then move. */
  onIdle?: (idle: boolean) => void;
  /** px: 26 compact, 32, 40 comfortable. */
  rowHeight?: number;
  className?: string;
}

/** More rows than any screen shows at once. */
const MOST_ROWS = 150;
const CARD_HEIGHT = 56;

export function DataTable<Row>(props: DataTableProps<Row>) {
  const { rows, rowId, state, selection, onSelectionChange } = props;
  const idPrefix = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const anchor = useRef<string | null>(null);
  const [cursor, setCursor] = useState<{ index: number; id: string | undefined } | null>(null);
  const narrow = useNarrow(scroller) && props.card !== undefined;
  const rowHeight = narrow ? CARD_HEIGHT : (props.rowHeight ?? 32);
  const selectable = selection !== undefined && onSelectionChange !== undefined;
  const columns = useMemo(() => arrange(props.columns, state.layout), [props.columns, state.layout]);
  const table = useColumns({ columns, state });
  const order = useMemo(() => rows.map((row) => (row === undefined ? undefined : rowId(row))), [rows, rowId]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    // The sticky header covers the first pixels of what is scrolled to.
    scrollPaddingStart: 32,
    // Scripts may run before the styles have come: a table that then measures as high as all its rows must not draw them all.
    rangeExtractor: (range) =>
      defaultRangeExtractor({ ...range, endIndex: Math.min(range.endIndex, range.startIndex + MOST_ROWS) }),
    getItemKey: (index) => order[index] ?? index,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another height of all rows is measured anew
  useEffect(() => virtual.measure(), [rowHeight]);
  const items = virtual.getVirtualItems();

  const { onRange } = props;
  const firstShown = items[0]?.index ?? 0;
  const lastShown = items.at(-1)?.index ?? 0;
  useEffect(() => onRange?.(firstShown, lastShown), [onRange, firstShown, lastShown]);

  const active = props.activeId ?? null;
  const at = (id: string | null | undefined) => (id ? order.indexOf(id) : -1);
  const activeIndex = at(active);
  const cursorIndex = cursor ? (at(cursor.id) >= 0 ? at(cursor.id) : Math.min(cursor.index, rows.length - 1)) : -1;
  // Only a newly opened row is brought into view: data that arrives later must not move what is being read.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    if (activeIndex >= 0) virtual.scrollToIndex(activeIndex, { align: "auto" });
  }, [active]);
  // Another order begins at its top.
  const sortKey = state.orderBy.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the sort alone decides
  useEffect(() => {
    scroller.current?.scrollTo({ top: 0 });
  }, [sortKey]);

  const { onIdle } = props;
  const pointed = useRef(false);
  const tellIdle = () => onIdle?.(!pointed.current && (scroller.current?.scrollTop ?? 0) < rowHeight);

  const select = (id: string, range: boolean) => {
    if (!selectable) return;
    onSelectionChange(selectRow(order, selection, id, { anchor: anchor.current, range }));
    anchor.current = id;
  };

  useRowKeys({
    order,
    rows,
    cursor: cursorIndex >= 0 ? cursorIndex : activeIndex,
    page: Math.max(1, Math.floor((scroller.current?.clientHeight ?? 320) / rowHeight) - 2),
    onMove: (index) => {
      setCursor({ index, id: order[index] });
      virtual.scrollToIndex(index, { align: "auto" });
    },
    onSelect: select,
    onOpen: props.onOpen,
    rowKeys: props.rowKeys,
  });

  const width = table.getTotalSize() + (selectable ? 36 : 0);
  const pending = props.status === "pending";
  const failed = props.status === "error" && rows.length === 0;
  const body = { columns, widths: table.widths, rowHeight, selectable, card: narrow ? props.card : undefined };

  const grid = (
    <div
      ref={scroller}
      onScroll={tellIdle}
      onPointerEnter={() => {
        pointed.current = true;
        tellIdle();
      }}
      onPointerLeave={() => {
        pointed.current = false;
        tellIdle();
      }}
      className={cn(
        "relative min-h-0 flex-1 overflow-auto overscroll-contain text-sm has-[>[role=grid]:focus-visible]:outline-2 has-[>[role=grid]:focus-visible]:-outline-offset-2 has-[>[role=grid]:focus-visible]:outline-accent",
        props.className,
      )}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: a virtual grid cannot be a <table>; its roles are given instead */}
      <div
        role="grid"
        aria-label={props.label}
        aria-rowcount={rows.length + 1}
        aria-multiselectable={selectable || undefined}
        aria-busy={pending || props.changing || undefined}
        aria-activedescendant={cursorIndex >= 0 ? `${idPrefix}${cursorIndex}` : undefined}
        tabIndex={0}
        style={{ minWidth: narrow ? undefined : width }}
        className="flex flex-col outline-none"
      >
        <TableHeader
          {...body}
          allColumns={props.columns}
          state={state}
          onResize={table.resize}
          checked={selectable ? headerState(order, selection) : false}
          onCheckAll={(checked) => onSelectionChange?.(new Set(checked ? order.filter((id) => id !== undefined) : []))}
        />
        {pending && <SkeletonRows {...body} count={14} />}
        {/* biome-ignore lint/a11y/useSemanticElements: see above */}
        <div
          role="rowgroup"
          style={{ height: virtual.getTotalSize() }}
          className={cn("relative shrink-0 transition-opacity", props.changing && "opacity-50")}
        >
          {items.map((item) => {
            const row = rows[item.index];
            const id = order[item.index];
            if (row === undefined || id === undefined)
              return <SkeletonRow key={item.key} {...body} index={item.index} top={item.start} />;
            return (
              <TableRow
                key={item.key}
                {...body}
                row={row}
                id={`${idPrefix}${item.index}`}
                index={item.index}
                top={item.start}
                selected={selection?.has(id) ?? false}
                active={id === active}
                cursor={item.index === cursorIndex}
                onSelect={(range) => select(id, range)}
                onOpen={(event) => {
                  setCursor({ index: item.index, id });
                  props.onOpen?.(row, event);
                }}
                opens={props.onOpen !== undefined}
              />
            );
          })}
        </div>
      </div>
      {failed && (
        <ErrorState title={`${props.label} could not be loaded`} error={props.error} onRetry={props.onRetry} />
      )}
      {!pending && !failed && rows.length === 0 && <div className="sticky left-0 max-w-[100vw]">{props.empty}</div>}
    </div>
  );
  if (!props.rowMenu) return grid;
  return (
    <RowMenu rowAt={(index) => rows[index ?? cursorIndex]} menu={props.rowMenu}>
      {grid}
    </RowMenu>
  );
}
