"use client";

import { cn } from "@/lib/cn";
import { formatMetric } from "@/lib/format/numbers";
import { type ChartSeries, lastValue } from "./series";
import type { CursorState } from "./use-plot";

/** The mark of a series: its colour and dash as in the chart. */
export function SeriesMark({
  color,
  dash,
  className,
}: {
  color: string;
  dash?: readonly number[];
  className?: string;
}) {
  return (
    <svg aria-hidden viewBox="0 0 16 4" className={cn("h-1 w-4 shrink-0", className)}>
      <line
        x1="0"
        y1="2"
        x2="16"
        y2="2"
        style={{ stroke: color }}
        strokeWidth="3"
        strokeDasharray={dash?.length ? dash.join(" ") : undefined}
      />
    </svg>
  );
}

/** Names and values under a chart: at the cursor, else the last ones. Click hides or shows, with Alt only this one; hovering brings a line out. */
export function ChartLegend(props: {
  series: readonly ChartSeries[];
  hidden: ReadonlySet<string>;
  onHiddenChange: (hidden: Set<string>) => void;
  onFocus: (id: string | null) => void;
  cursor: CursorState | null;
  smoothed: boolean;
  /** Height in lines, whatever stands in it; without it as high as it needs to be. */
  lines?: 1 | 2;
}) {
  const { series, hidden, cursor } = props;
  const toggle = (id: string, only: boolean) => {
    if (only) {
      const others = series.filter((entry) => entry.id !== id).map((entry) => entry.id);
      const alone = !hidden.has(id) && others.every((other) => hidden.has(other));
      return props.onHiddenChange(new Set(alone ? [] : others));
    }
    const next = new Set(hidden);
    if (!next.delete(id)) next.add(id);
    props.onHiddenChange(next);
  };
  return (
    <div className="flex min-w-0 flex-col gap-0.5 pt-1 text-xs">
      <ul
        className={cn(
          "flex flex-wrap content-start gap-x-3 gap-y-0.5 overflow-y-auto",
          props.lines ? (props.lines === 1 ? "h-4.5" : "h-9.5") : "max-h-24",
        )}
      >
        {series.map((entry) => {
          const at = cursor?.values.get(entry.id);
          const value = cursor ? at?.value : lastValue(entry);
          return (
            <li key={entry.id} className="max-w-full min-w-0">
              <button
                type="button"
                aria-pressed={!hidden.has(entry.id)}
                title={`${entry.label}. Click to hide or show, Alt+click for only this one`}
                onClick={(event) => toggle(entry.id, event.altKey)}
                onMouseEnter={() => props.onFocus(entry.id)}
                onMouseLeave={() => props.onFocus(null)}
                className={cn(
                  "flex max-w-full items-center gap-1.5 rounded-sm hover:bg-hover",
                  hidden.has(entry.id) && "opacity-40",
                )}
              >
                <SeriesMark color={entry.color} dash={entry.dash} />
                <span className="truncate text-muted">{entry.label}</span>
                <span className="tabular text-text">{formatMetric(value)}</span>
                {props.smoothed && at && at.original !== null && (
                  <span className="tabular text-faint">({formatMetric(at.original)})</span>
                )}
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
