"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { ChevronDown, ChevronRight } from "lucide-react";
import { type ReactNode, type RefObject, useEffect, useRef, useState } from "react";
import { formatCount } from "@/lib/format/numbers";
import { type ChartPlan, gridRows, type Section } from "./groups";
import type { ChartSettings } from "./settings";

/** Least width of a chart and height of its plot, px. */
const SIZES = {
  small: { width: 260, height: 120 },
  medium: { width: 350, height: 190 },
  large: { width: 640, height: 300 },
} as const;
/** What stands around the plot: title and gap. */
const AROUND = 32 + 20;
const HEADING = 40;

/** Sections of charts, any number of them: only those near the screen exist. `above` scrolls with them. */
export function ChartGrid(props: {
  sections: readonly Section[];
  size: ChartSettings["size"];
  /** What was searched for: another search is read from its beginning. */
  search: string;
  /** px that the charts' legends take. */
  legend: number;
  above?: ReactNode;
  /** Draws one chart; the height is its plot's. */
  chart: (plan: ChartPlan, height: number) => ReactNode;
}) {
  const { sections } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const width = useWidth(list);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const size = SIZES[props.size];
  const columns = Math.max(1, Math.floor((width + 24) / (size.width + 24)));
  const rows = width > 0 ? gridRows(sections, columns, closed) : [];
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.kind === "heading" ? HEADING : size.height + AROUND + props.legend),
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 1,
    scrollMargin: list.current?.offsetTop ?? 0,
  });
  const { search } = props;
  const before = useRef(search);
  useEffect(() => {
    if (before.current !== search) scroller.current?.scrollTo({ top: 0 });
    before.current = search;
  }, [search]);
  const toggle = (name: string) => {
    const next = new Set(closed);
    if (!next.delete(name)) next.add(name);
    setClosed(next);
  };
  return (
    <section
      ref={scroller}
      aria-label="Charts"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className="relative min-h-0 flex-1 overflow-y-auto px-4 py-3 focus-visible:-outline-offset-2 md:px-6"
    >
      {props.above}
      <div ref={list} style={{ height: virtual.getTotalSize() }} className="relative">
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (!row) return null;
          return (
            <div
              key={item.key}
              style={{ height: item.size, transform: `translateY(${item.start - virtual.options.scrollMargin}px)` }}
              className="absolute inset-x-0 top-0"
            >
              {row.kind === "heading" ? (
                <SectionHeading
                  name={row.section.name}
                  count={row.section.charts.length}
                  open={row.open}
                  onToggle={() => toggle(row.section.name)}
                />
              ) : (
                <div style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }} className="grid gap-x-6">
                  {row.charts.map((plan) => props.chart(plan, size.height))}
                </div>
              )}
            </div>
          );
        })}
      </div>
    </section>
  );
}

function SectionHeading(props: { name: string; count: number; open: boolean; onToggle: () => void }) {
  const Icon = props.open ? ChevronDown : ChevronRight;
  return (
    <h2 className="flex h-8 items-center border-b border-line">
      <button
        type="button"
        aria-expanded={props.open}
        onClick={props.onToggle}
        className="flex min-w-0 items-center gap-1.5 rounded-sm pr-2 text-base font-semibold hover:text-accent"
      >
        <Icon className="size-4 text-faint" />
        <span className="truncate">{props.name || "General"}</span>
        <span className="text-xs font-normal text-faint tabular">{formatCount(props.count)}</span>
      </button>
    </h2>
  );
}

/** The width of an element, kept up to date; 0 until it is known. */
function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!element.current) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
