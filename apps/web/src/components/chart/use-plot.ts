"use client";

import { type RefObject, useEffect, useMemo, useRef } from "react";
import type uPlot from "uplot";
import type { XAxis } from "./axis";
import { createPlot, plotOptions } from "./plot-options";
import type { DrawnData } from "./series";
import { colorResolver, useThemeVersion } from "./theme";

/** Where the cursor is: its x, and the value of every line at its nearest point. */
export interface CursorState {
  readonly x: number;
  readonly values: ReadonlyMap<
    string,
    { readonly value: number | null; readonly original: number | null; readonly x: number }
  >;
}

export interface PlotControl {
  readonly current: uPlot | null;
  /** Brings one series out; null all. */
  readonly focus: (id: string | null) => void;
}

interface UsePlotOptions {
  readonly xAxis: XAxis;
  readonly xLog: boolean;
  readonly yLog: boolean;
  readonly clip: boolean;
  readonly syncKey?: string;
  readonly height: number;
  readonly zoom: readonly [number, number] | null;
  readonly hidden: ReadonlySet<string>;
  readonly onZoom: (range: readonly [number, number] | null) => void;
  readonly onCursor: (cursor: CursorState | null) => void;
}

/** Keeps one uPlot in step with React: made anew when lines, axes or theme change; new points, zoom, size and visibility are set on the living one. */
export function usePlot(
  element: RefObject<HTMLDivElement | null>,
  data: DrawnData | null,
  options: UsePlotOptions,
): PlotControl {
  const plot = useRef<uPlot | null>(null);
  const latest = useRef({ data, options });
  latest.current = { data, options };
  const theme = useThemeVersion();
  const structure = data
    ? JSON.stringify([
        data.drawn.map((entry) => [entry.source.id, entry.source.color, entry.source.dash, entry.role]),
        options.xAxis,
        options.xLog,
        options.yLog,
        options.clip,
        options.syncKey,
        options.height,
        theme,
      ])
    : null;

  useEffect(() => {
    const host = element.current;
    const { data: initial } = latest.current;
    if (!host || !initial || structure === null) return;
    const colors = colorResolver();
    let frame = 0;
    const settings = {
      ...latest.current.options,
      onCursor: (indexes: readonly (number | null | undefined)[] | null, x: number | null) => {
        cancelAnimationFrame(frame);
        frame = requestAnimationFrame(() =>
          latest.current.options.onCursor(indexes && x !== null ? cursorState(latest.current.data, indexes, x) : null),
        );
      },
      onZoom: (range: readonly [number, number]) => latest.current.options.onZoom(range),
      onReset: () => latest.current.options.onZoom(null),
    };
    const size = { width: host.clientWidth || 300, height: latest.current.options.height };
    const created = createPlot(plotOptions(initial, size, settings, colors), initial, host);
    colors.done();
    plot.current = created;
    show(created, initial, latest.current.options.hidden);
    scale(created, latest.current.options.zoom);
    const observer = new ResizeObserver(() => {
      if (host.clientWidth > 0) created.setSize({ width: host.clientWidth, height: latest.current.options.height });
    });
    observer.observe(host);
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
      created.destroy();
      plot.current = null;
    };
  }, [element, structure]);

  useEffect(() => {
    if (!plot.current || !data) return;
    plot.current.setData(data.columns as unknown as uPlot.AlignedData, false);
    scale(plot.current, latest.current.options.zoom);
  }, [data]);

  const { zoom, hidden } = options;
  useEffect(() => {
    if (plot.current) scale(plot.current, zoom);
  }, [zoom]);
  useEffect(() => {
    if (plot.current && latest.current.data) show(plot.current, latest.current.data, hidden);
  }, [hidden]);

  return useMemo(
    () => ({
      get current() {
        return plot.current;
      },
      focus: (id) => {
        const drawn = latest.current.data?.drawn ?? [];
        const at = drawn.findIndex((entry) => entry.source.id === id && entry.role === "line");
        plot.current?.setSeries(at < 0 ? null : at + 1, { focus: true });
      },
    }),
    [],
  );
}

function show(plot: uPlot, data: DrawnData, hidden: ReadonlySet<string>): void {
  plot.batch(() => {
    for (const [index, { source }] of data.drawn.entries()) {
      const wanted = !hidden.has(source.id);
      if (plot.series[index + 1]?.show !== wanted) plot.setSeries(index + 1, { show: wanted });
    }
  });
}

function scale(plot: uPlot, zoom: readonly [number, number] | null): void {
  const xs = plot.data[0];
  const first = xs[0];
  const last = xs.at(-1);
  if (first === undefined || last === undefined) return;
  // A single place on the axis still needs a width.
  const whole: readonly [number, number] = first === last ? [first - 0.5, last + 0.5] : [first, last];
  const [min, max] = zoom ?? whole;
  plot.setScale("x", { min, max });
}

function cursorState(
  data: DrawnData | null,
  indexes: readonly (number | null | undefined)[],
  x: number,
): CursorState | null {
  if (!data) return null;
  const values = new Map<string, { value: number | null; original: number | null; x: number }>();
  for (const [place, { source, role }] of data.drawn.entries()) {
    const index = indexes[place + 1];
    if (role !== "line" || index === null || index === undefined) continue;
    const at = data.columns[0]?.[index] ?? x;
    const own = source.x.indexOf(at);
    values.set(source.id, {
      value: data.columns[place + 1]?.[index] ?? null,
      original: own < 0 ? null : (source.y[own] ?? null),
      x: at,
    });
  }
  return { x, values };
}
