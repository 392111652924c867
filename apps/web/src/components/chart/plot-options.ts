import uPlot from "uplot";
import { formatMetric } from "@/lib/format/numbers";
import { type XAxis, xTick } from "./axis";
import { padded, withoutOutliers } from "./range";
import { type DrawnData, nearestPoint } from "./series";
import type { colorResolver } from "./theme";

export interface PlotSettings {
  readonly xAxis: XAxis;
  readonly xLog: boolean;
  readonly yLog: boolean;
  /** The y axis shows where nearly all values are. */
  readonly clip: boolean;
  readonly syncKey?: string;
  readonly onCursor: (indexes: readonly (number | null | undefined)[] | null, x: number | null) => void;
  readonly onZoom: (range: readonly [number, number]) => void;
  readonly onReset: () => void;
}

/** uPlot's options for one chart. Series keep the order of `drawn`; the cursor finds the nearest point of every line, gaps or not. */
export function plotOptions(
  data: DrawnData,
  size: { width: number; height: number },
  settings: PlotSettings,
  colors: ReturnType<typeof colorResolver>,
): uPlot.Options {
  const muted = colors.resolve("var(--text-muted)");
  const line = colors.resolve("var(--line)");
  const axis = {
    stroke: muted,
    font: `11px ${getComputedStyle(document.body).fontFamily}`,
    grid: { stroke: line, width: 1 },
    ticks: { show: false },
    gap: 4,
  };
  return {
    ...size,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    scales: {
      x: { time: settings.xAxis === "wall", distr: settings.xLog ? 3 : 1 },
      y: { distr: settings.yLog ? 3 : 1, range: settings.yLog ? undefined : rangeOf(data, settings.clip) },
    },
    axes: [
      {
        ...axis,
        size: settings.xAxis === "wall" ? 36 : 24,
        ...(settings.xAxis === "wall"
          ? {}
          : { values: (_, ticks) => ticks.map((tick) => (tick === null ? "" : xTick(settings.xAxis, tick))) }),
      },
      {
        ...axis,
        size: yAxisSize,
        values: (_, ticks) => ticks.map((tick) => (tick === null ? "" : formatMetric(tick, 4))),
      },
    ],
    series: [{}, ...data.drawn.map((entry, index) => seriesOptions(entry, data.columns[index + 1] ?? [], colors))],
    bands: bandsOf(data, colors),
    focus: { alpha: 0.25 },
    cursor: {
      focus: { prox: 28 },
      drag: { x: true, y: false, setScale: false, dist: 4 },
      points: { size: 7 },
      dataIdx: (plot, series, index) =>
        series === 0 ? index : (nearestPoint(plot.data[series] ?? [], index) ?? index),
      bind: {
        dblclick: () => () => {
          settings.onReset();
          return null;
        },
      },
      ...(settings.syncKey
        ? {
            sync: {
              key: settings.syncKey,
              scales: ["x", null],
              setSeries: false,
              filters: { pub: isMove, sub: () => true },
            },
          }
        : {}),
    },
    hooks: {
      setCursor: [
        (plot) => {
          const { left, idx, idxs } = plot.cursor;
          if (left === undefined || left < 0 || !idxs) return settings.onCursor(null, null);
          settings.onCursor(idxs, plot.data[0][idx ?? 0] ?? plot.posToVal(left, "x"));
        },
      ],
      setSelect: [
        (plot) => {
          if (plot.select.width < 4) return;
          const range = [
            plot.posToVal(plot.select.left, "x"),
            plot.posToVal(plot.select.left + plot.select.width, "x"),
          ] as const;
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          settings.onZoom(range);
        },
      ],
    },
  };
}

function seriesOptions(
  { source, role }: DrawnData["drawn"][number],
  column: readonly (number | null)[],
  colors: ReturnType<typeof colorResolver>,
): uPlot.Series {
  if (role === "min" || role === "max")
    return { label: source.label, stroke: "transparent", width: 0, points: { show: false }, spanGaps: true };
  // A line of a single point would not be seen; dots show how sparse a short one is.
  const count = column.reduce<number>((sum, value) => sum + (value === null ? 0 : 1), 0);
  return {
    label: source.label,
    stroke: colors.resolve(source.color, role === "original" ? 0.28 : 1),
    width: role === "original" ? 1 : 1.6,
    dash: source.dash && source.dash.length > 0 ? [...source.dash] : undefined,
    points: { show: role === "line" && count <= 40, size: count === 1 ? 7 : 4, fill: colors.resolve(source.color) },
    spanGaps: true,
  };
}

function bandsOf(data: DrawnData, colors: ReturnType<typeof colorResolver>): uPlot.Band[] {
  return data.drawn.flatMap(({ source, role }, index) =>
    role === "max"
      ? [{ series: [index + 1, index + 2] as [number, number], fill: colors.resolve(source.color, 0.14) }]
      : [],
  );
}

/** Linked charts follow the cursor; a zoom by dragging is each one's own, or the page's. */
function isMove(type: string): boolean {
  return type === "mousemove" || type === "mouseleave" || type === "mouseenter";
}

/** The ends of the y axis for what is in sight. Clipped, bands do not count and outliers of the lines neither. */
function rangeOf({ drawn }: DrawnData, clip: boolean): uPlot.Range.Function {
  return (plot, least, greatest) => {
    if (!clip) return padded(least, greatest);
    const { min = -Infinity, max = Infinity } = plot.scales.x ?? {};
    const values: number[] = [];
    for (const [index, { role }] of drawn.entries()) {
      if (role !== "line" || !plot.series[index + 1]?.show) continue;
      for (const [at, value] of (plot.data[index + 1] ?? []).entries()) {
        const x = plot.data[0][at] ?? Number.NaN;
        if (typeof value === "number" && x >= (min ?? -Infinity) && x <= (max ?? Infinity)) values.push(value);
      }
    }
    const bounds = withoutOutliers(values);
    return bounds ? padded(...bounds) : padded(least, greatest);
  };
}

function yAxisSize(_: uPlot, values: string[] | null): number {
  const longest = (values ?? []).reduce((length, value) => Math.max(length, value.length), 0);
  return Math.max(32, Math.min(90, longest * 6.4 + 12));
}

/** Creates the plot in `element`. */
export function createPlot(options: uPlot.Options, data: DrawnData, element: HTMLElement): uPlot {
  return new uPlot(options, data.columns as unknown as uPlot.AlignedData, element);
}
