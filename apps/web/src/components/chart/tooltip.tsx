"use client";

import { type RefObject, useEffect, useState } from "react";
import { createPortal } from "react-dom";
import { formatMetric } from "@/lib/format/numbers";
import { formatX, type XAxis } from "./axis";
import { SeriesMark } from "./legend";
import type { ChartSeries } from "./series";
import type { CursorState } from "./use-plot";

/** Lines in a tooltip at most. */
const MOST = 12;

/** The values at the cursor, the greatest first, beside the pointer: for charts with too many lines for a legend. */
export function ChartTooltip(props: {
  /** What the pointer moves over. */
  area: RefObject<HTMLElement | null>;
  series: readonly ChartSeries[];
  hidden: ReadonlySet<string>;
  cursor: CursorState | null;
  xAxis: XAxis;
}) {
  const { area, cursor } = props;
  const [pointer, setPointer] = useState<{ x: number; y: number } | null>(null);
  useEffect(() => {
    const element = area.current;
    if (!element) return;
    const move = (event: PointerEvent) => setPointer({ x: event.clientX, y: event.clientY });
    const leave = () => setPointer(null);
    element.addEventListener("pointermove", move);
    element.addEventListener("pointerleave", leave);
    return () => {
      element.removeEventListener("pointermove", move);
      element.removeEventListener("pointerleave", leave);
    };
  }, [area]);
  if (!pointer || !cursor) return null;
  const lines = props.series
    .flatMap((entry) => {
      const value = cursor.values.get(entry.id)?.value;
      return props.hidden.has(entry.id) || value === null || value === undefined ? [] : [{ entry, value }];
    })
    .sort((a, b) => b.value - a.value);
  if (lines.length === 0) return null;
  const onLeft = pointer.x > window.innerWidth - 340;
  const above = pointer.y > window.innerHeight - 60 - 20 * Math.min(lines.length, MOST);
  // In the body: the charts below would be drawn over it.
  return createPortal(
    <div
      aria-hidden
      style={{
        ...(above ? { bottom: window.innerHeight - pointer.y + 12 } : { top: pointer.y + 12 }),
        ...(onLeft ? { right: window.innerWidth - pointer.x + 12 } : { left: pointer.x + 12 }),
      }}
      className="pointer-events-none fixed z-50 max-w-80 rounded-md border border-line bg-raised px-2 py-1.5 text-xs shadow-float"
    >
      <p className="mb-1 text-faint tabular">{formatX(props.xAxis, cursor.x)}</p>
      <ul className="flex flex-col gap-0.5">
        {lines.slice(0, MOST).map(({ entry, value }) => (
          <li key={entry.id} className="flex min-w-0 items-center gap-1.5">
            <SeriesMark color={entry.color} dash={entry.dash} />
            <span className="truncate text-muted">{entry.label}</span>
            <span className="ml-auto pl-3 font-medium tabular">{formatMetric(value)}</span>
          </li>
        ))}
      </ul>
      {lines.length > MOST && <p className="mt-1 text-faint">and {lines.length - MOST} more</p>}
    </div>,
    document.body,
  );
}
