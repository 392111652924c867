"use client";

/**
 * The one chart of scalars. Draws on a canvas, and only while it is on the screen; any number of series.
 *
 *   <ScalarChart title="loss" series={series} xAxis="iter" smoothing={{ kind: "ema", weight: 0.6 }} syncKey="run" height={240} />
 *
 * Drag zooms along x, double click or the button resets; the cursor is linked with all charts of the same `syncKey`. Zoom may be held by the page
 * (`zoom`, `onZoomChange`) to fetch more points for the range. New data keeps zoom, cursor and hidden series. See series.ts for the data.
 */
import { type ReactNode, useMemo, useRef, useState } from "react";
import { Skeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/state";
import { cn } from "@/lib/cn";
import { formatX, type XAxis } from "./axis";
import { ChartLegend } from "./legend";
import { type ChartSeries, drawSeries } from "./series";
import { NOT_SMOOTHED, type Smoothing } from "./smoothing";
import { ChartToolbar } from "./toolbar";
import { ChartTooltip } from "./tooltip";
import { useInView } from "./use-in-view";
import { type CursorState, usePlot } from "./use-plot";

export interface ScalarChartProps {
  title: string;
  series: readonly ChartSeries[];
  xAxis: XAxis;
  /** The original stays faint behind. */
  smoothing?: Smoothing;
  showOriginal?: boolean;
  /** Leaves outliers out of the y axis' range. */
  clip?: boolean;
  xLog?: boolean;
  yLog?: boolean;
  /** Gives the chart its own log switch; without it the toolbar's switch is local. */
  onYLogChange?: (on: boolean) => void;
  zoom?: readonly [number, number] | null;
  onZoomChange?: (range: readonly [number, number] | null) => void;
  /** Charts of one key share the cursor. */
  syncKey?: string;
  /** Height of the plot without title and legend, px. */
  height?: number;
  /** Names and values below the plot, or for many lines beside the pointer. */
  legend?: boolean | "tooltip";
  /** Height of the legend, for grids in which nothing may jump. */
  legendLines?: 1 | 2;
  /** Series ids that are not drawn, when the page holds them. */
  hidden?: ReadonlySet<string>;
  onHiddenChange?: (hidden: Set<string>) => void;
  loading?: boolean;
  error?: unknown;
  onRetry?: () => void;
  /** More buttons at the right of the title. */
  actions?: ReactNode;
  className?: string;
}

const NOTHING: ReadonlySet<string> = new Set();

export function ScalarChart(props: ScalarChartProps) {
  const {
    series,
    xAxis,
    smoothing = NOT_SMOOTHED,
    showOriginal = true,
    clip = false,
    xLog = false,
    height = 220,
  } = props;
  const [ownHidden, setOwnHidden] = useState<ReadonlySet<string>>(NOTHING);
  const [ownZoom, setOwnZoom] = useState<readonly [number, number] | null>(null);
  const [ownLog, setOwnLog] = useState(false);
  const [cursor, setCursor] = useState<CursorState | null>(null);
  const frame = useRef<HTMLElement>(null);
  const canvas = useRef<HTMLDivElement>(null);
  const inView = useInView(frame);

  const hidden = props.hidden ?? ownHidden;
  const zoom = props.zoom === undefined ? ownZoom : props.zoom;
  const yLog = props.yLog ?? ownLog;
  const setHidden = (next: Set<string>) => (props.onHiddenChange ?? setOwnHidden)(next);
  const setZoom = (range: readonly [number, number] | null) => {
    setOwnZoom(range);
    props.onZoomChange?.(range);
  };

  const data = useMemo(
    () => (inView ? drawSeries(series, { smoothing, showOriginal, xLog, yLog }) : null),
    [inView, series, smoothing, showOriginal, xLog, yLog],
  );
  const plot = usePlot(canvas, data, {
    xAxis,
    xLog,
    yLog,
    clip,
    syncKey: props.syncKey,
    height,
    zoom,
    hidden,
    onZoom: setZoom,
    onCursor: setCursor,
  });
  const empty = !props.loading && !props.error && series.every((entry) => entry.x.length === 0);

  return (
    <figure
      ref={frame}
      aria-label={`Chart of ${props.title}, ${series.filter(({ faint }) => !faint).length} series`}
      className={cn("group/chart flex min-w-0 flex-col", props.className)}
    >
      <figcaption className="flex h-8 items-center gap-1">
        <span className="min-w-0 flex-1 truncate text-sm font-medium" title={props.title}>
          {props.title}
        </span>
        {cursor && (
          <span aria-hidden className="shrink-0 text-xs text-muted tabular">
            {formatX(xAxis, cursor.x)}
          </span>
        )}
        <ChartToolbar
          title={props.title}
          series={series}
          xAxis={xAxis}
          zoomed={zoom !== null}
          onReset={() => setZoom(null)}
          yLog={yLog}
          onYLogChange={props.onYLogChange ?? setOwnLog}
          getCanvas={() => plot.current?.ctx.canvas ?? null}
        />
        {props.actions}
      </figcaption>
      <div style={{ height }} className="relative min-w-0">
        {props.loading && <Skeleton className="absolute inset-1 rounded-md" />}
        {props.error !== undefined && props.error !== null && (
          <ErrorState compact error={props.error} onRetry={props.onRetry} />
        )}
        {empty && <p className="grid h-full place-items-center text-sm text-muted">No values yet</p>}
        <div ref={canvas} className={cn("absolute inset-0", (empty || props.loading) && "invisible")} />
        {props.legend === "tooltip" && (
          <ChartTooltip area={canvas} series={series} hidden={hidden} cursor={cursor} xAxis={xAxis} />
        )}
      </div>
      {data !== null && data.omitted > 0 && (
        <p className="text-xs text-warning">{data.omitted} values ≤ 0 cannot stand on a logarithmic axis</p>
      )}
      {props.legend !== false && props.legend !== "tooltip" && (
        <ChartLegend
          series={series}
          hidden={hidden}
          onHiddenChange={setHidden}
          onFocus={(id) => plot.focus(id)}
          cursor={cursor}
          smoothed={smoothing.weight > 0}
          lines={props.legendLines}
        />
      )}
    </figure>
  );
}
