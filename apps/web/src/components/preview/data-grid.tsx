"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { Copy, Download } from "lucide-react";
import { useMemo, useRef } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { copyText } from "@/components/ui/copy-button";
import { cn } from "@/lib/cn";
import { csvLine } from "@/lib/csv";
import { formatCount } from "@/lib/format/numbers";
import { saveText } from "@/lib/save";

export type Cell = string | number | null;

const ROW = 28;
/** Rows that say how wide a column is and whether it holds numbers. */
const SAMPLE = 200;
const WIDEST = 48;

/** A table of plain values as a program wrote it, any number of rows: only those on the screen exist. Copied and saved as a whole. */
export function DataGrid(props: {
  title: string;
  columns: readonly string[];
  rows: readonly (readonly Cell[])[];
  /** There are more rows than these. */
  cut?: boolean;
  className?: string;
}) {
  const { columns, rows, title } = props;
  const frame = useRef<HTMLElement>(null);
  const shapes = useMemo(() => columns.map((name, index) => columnShape(name, index, rows)), [columns, rows]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW,
    overscan: 10,
  });
  const template = shapes.map(({ width }) => `${width + 3}ch`).join(" ");
  const lines = (write: (cells: readonly Cell[]) => string) => [columns, ...rows].map(write);
  return (
    <div className={cn("flex min-h-0 min-w-0 flex-col", props.className)}>
      <div className="flex h-8 shrink-0 items-center gap-1">
        <span className="min-w-0 flex-1 truncate text-xs text-muted tabular">
          {formatCount(rows.length)}
          {props.cut ? " first" : ""} {rows.length === 1 ? "row" : "rows"} · {formatCount(columns.length)}{" "}
          {columns.length === 1 ? "column" : "columns"}
        </span>
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label={`Copy ${title} as a table`}
          title="Copy, to be pasted into a spreadsheet"
          onClick={async () => {
            const text = lines((cells) => cells.map((cell) => String(cell ?? "").replace(/[\t\n]/g, " ")).join("\t"));
            if (await copyText(text.join("\n"))) toast.success("Copied");
          }}
        >
          <Copy />
        </Button>
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label={`Download ${title} (CSV)`}
          title="Download (CSV)"
          onClick={() => saveText(`${lines(csvLine).join("\r\n")}\r\n`, `${title}.csv`, "text/csv")}
        >
          <Download />
        </Button>
      </div>
      <section
        ref={frame}
        aria-label={title}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="min-h-0 flex-1 overflow-auto rounded-md border border-line text-xs focus-visible:-outline-offset-2"
      >
        {/* Rows are grids of their own: a table's layout would look at all of them. */}
        <table aria-rowcount={rows.length + 1} className="block w-max min-w-full">
          <thead className="sticky top-0 z-10 block border-b border-line bg-raised">
            <tr style={{ gridTemplateColumns: template }} className="grid h-7">
              {columns.map((name, index) => (
                <th
                  // biome-ignore lint/suspicious/noArrayIndexKey: columns have no other name
                  key={index}
                  title={name}
                  className={cn(
                    "truncate px-2.5 leading-7 font-medium text-muted",
                    shapes[index]?.numeric ? "text-right" : "text-left",
                  )}
                >
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody style={{ height: virtual.getTotalSize() }} className="relative block">
            {virtual.getVirtualItems().map((item) => (
              <tr
                key={item.key}
                aria-rowindex={item.index + 2}
                style={{ gridTemplateColumns: template, transform: `translateY(${item.start}px)` }}
                className="absolute inset-x-0 top-0 grid h-7 border-b border-line hover:bg-hover"
              >
                {columns.map((_, index) => {
                  const cell = rows[item.index]?.[index];
                  return (
                    <td
                      // biome-ignore lint/suspicious/noArrayIndexKey: columns have no other name
                      key={index}
                      title={cell === null || cell === undefined ? undefined : String(cell)}
                      className={cn("truncate px-2.5 leading-7 tabular", shapes[index]?.numeric && "text-right")}
                    >
                      {cell}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}

function columnShape(name: string, index: number, rows: readonly (readonly Cell[])[]) {
  let width = Math.min(WIDEST, name.length);
  let numbers = 0;
  let others = 0;
  for (const row of rows.slice(0, SAMPLE)) {
    const text = String(row[index] ?? "");
    width = Math.max(width, Math.min(WIDEST, text.length));
    if (text !== "") Number.isNaN(Number(text)) ? others++ : numbers++;
  }
  return { width, numeric: numbers > 0 && others === 0 };
}
