"use client";

/**
 * The one table. Rows are virtual (10,000 cost what 50 cost), the header sticks, pinned columns stay, sort and columns live in the URL.
 *
 *   const columns = useMemo<TableColumn<Task>[]>(() => [{ id: "name", header: "Name", pinned: true, cell: (t) => t.name, sortable: true }], []);
 *   const state = useTableState("runs", columns, "-last_update");
 *   <DataTable label="Runs" columns={columns} rows={tasks} rowId={(t) => t.id} state={state} status={query.status} error={query.error}
 *     onRetry={query.refetch} hasMore={query.hasNextPage} loadingMore={query.isFetchingNextPage} onLoadMore={query.fetchNextPage}
 *     selection={selected} onSelectionChange={setSelected} onOpen={(t) => router.push(…)} activeId={opened} empty={<EmptyState …/>} />
 *
 * Keys: j k (arrows) move, x selects (X a range), Enter opens, Home End PageUp PageDown, / goes to the page's search field. Keys of a page's own
 * (`e` enqueue) come as `rowKeys`, called with the row under the cursor.
 */
import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { ErrorState } from "@/components/ui/state";
import { cn } from "@/lib/cn";
import { arrange, type TableColumn } from "./column";
import { TableHeader } from "./header";
import { SkeletonRows, TableRow } from "./row";
import { headerState, selectRow } from "./selection";
import { useColumns } from "./use-columns";
import { useRowKeys } from "./use-row-keys";
import type { TableState } from "./use-table-state";

export interface DataTableProps<Row> {
  /** What the rows are, for screen readers. */
  label: string;
  columns: readonly TableColumn<Row>[];
  rows: readonly Row[];
  rowId: (row: Row) => string;
  state: TableState;
  status?: "pending" | "error" | "success";
  error?: unknown;
  onRetry?: () => void;
  /** Stands in the body when there are no rows. */
  empty?: ReactNode;
  /** Rows in all, where known; for screen readers. */
  total?: number;
  hasMore?: boolean;
  loadingMore?: boolean;
  onLoadMore?: () => void;
  /** With both, rows have boxes. */
  selection?: ReadonlySet<string>;
  onSelectionChange?: (selection: Set<string>) => void;
  onOpen?: (row: Row, event: { newTab: boolean }) => void;
  /** The row that is open beside the table. */
  activeId?: string | null;
  rowKeys?: Readonly<Record<string, (row: Row) => void>>;
  /** Wraps a row, for a context menu. */
  wrapRow?: (row: Row, element: ReactNode) => ReactNode;
  /** px: 26 compact, 32, 40 comfortable. */
  rowHeight?: number;
  className?: string;
}

/** More rows than any screen shows at once. */
const MOST_ROWS = 150;

export function DataTable<Row>(props: DataTableProps<Row>) {
  const { rows, rowId, state, selection, onSelectionChange, rowHeight = 32 } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const anchor = useRef<string | null>(null);
  const [cursor, setCursor] = useState<string | null>(null);
  const selectable = selection !== undefined && onSelectionChange !== undefined;
  const columns = useMemo(() => arrange(props.columns, state.layout), [props.columns, state.layout]);
  const table = useColumns({ columns, rows, rowId, state });
  const order = useMemo(() => rows.map(rowId), [rows, rowId]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    // Scripts may run before the styles have come: a table that then measures as high as all its rows must not draw them all.
    rangeExtractor: (range) =>
      defaultRangeExtractor({ ...range, endIndex: Math.min(range.endIndex, range.startIndex + MOST_ROWS) }),
    getItemKey: (index) => order[index] ?? index,
  });
  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;

  const { hasMore, loadingMore, onLoadMore } = props;
  useEffect(() => {
    if (hasMore && !loadingMore && onLoadMore && rows.length > 0 && lastShown >= rows.length - 15) onLoadMore();
  }, [hasMore, loadingMore, onLoadMore, rows.length, lastShown]);

  const active = props.activeId ?? null;
  // Only a newly opened row is brought into view: data that arrives later must not move what is being read.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    const index = active === null ? -1 : order.indexOf(active);
    if (index >= 0) virtual.scrollToIndex(index, { align: "auto" });
  }, [active]);

  const select = (id: string, range: boolean) => {
    if (!selectable) return;
    onSelectionChange(selectRow(order, selection, id, { anchor: anchor.current, range }));
    anchor.current = id;
  };

  useRowKeys({
    order,
    rows,
    cursor: cursor ?? active,
    page: Math.max(1, Math.floor((scroller.current?.clientHeight ?? 320) / rowHeight) - 2),
    onMove: (index) => {
      setCursor(order[index] ?? null);
      virtual.scrollToIndex(index, { align: "auto" });
    },
    onSelect: select,
    onOpen: props.onOpen,
    rowKeys: props.rowKeys,
  });

  const width = table.getTotalSize() + (selectable ? 36 : 0);
  const pending = props.status === "pending";
  const failed = props.status === "error" && rows.length === 0;
  const body = { columns, widths: table.widths, rowHeight, selectable };

  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtual grid cannot be a <table>; its roles are given instead
    <div
      ref={scroller}
      role="grid"
      aria-label={props.label}
      aria-rowcount={(props.total ?? rows.length) + 1}
      aria-multiselectable={selectable || undefined}
      aria-busy={pending || undefined}
      tabIndex={0}
      className={cn(
        "relative min-h-0 flex-1 overflow-auto overscroll-contain text-sm focus-visible:outline-offset-[-2px]",
        props.className,
      )}
    >
      <div style={{ minWidth: width }} className="flex min-h-full flex-col">
        <TableHeader
          {...body}
          allColumns={props.columns}
          state={state}
          onResize={table.resize}
          checked={selectable ? headerState(order, selection) : false}
          onCheckAll={(checked) => onSelectionChange?.(checked ? new Set(order) : new Set())}
        />
        {failed && (
          <ErrorState title={`${props.label} could not be loaded`} error={props.error} onRetry={props.onRetry} />
        )}
        {pending && <SkeletonRows {...body} count={14} />}
        {!pending && !failed && rows.length === 0 && <div className="sticky left-0 max-w-[100vw]">{props.empty}</div>}
        {/* biome-ignore lint/a11y/useSemanticElements: see above */}
        <div role="rowgroup" style={{ height: virtual.getTotalSize() }} className="relative shrink-0">
          {items.map((item) => {
            const row = rows[item.index];
            const id = order[item.index];
            if (row === undefined || id === undefined) return null;
            const element = (
              <TableRow
                key={item.key}
                {...body}
                row={row}
                index={item.index}
                top={item.start}
                selected={selection?.has(id) ?? false}
                active={id === active}
                cursor={id === cursor}
                onSelect={(range) => select(id, range)}
                onOpen={(event) => {
                  setCursor(id);
                  props.onOpen?.(row, event);
                }}
                opens={props.onOpen !== undefined}
                wrap={props.wrapRow}
              />
            );
            return element;
          })}
        </div>
        {loadingMore && <SkeletonRows {...body} count={3} />}
      </div>
    </div>
  );
}
