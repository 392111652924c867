"use client";

import {
  createParser,
  parseAsArrayOf,
  parseAsBoolean,
  parseAsFloat,
  parseAsString,
  parseAsStringLiteral,
  useQueryStates,
} from "nuqs";
import { useEffect, useMemo } from "react";
import { NOT_SMOOTHED, SMOOTHING_KINDS, type Smoothing } from "@/components/chart/smoothing";

const parseAsRange = createParser<readonly [number, number]>({
  parse: (text) => {
    const [from, to] = text.split("~").map(Number);
    return from !== undefined && to !== undefined && from < to ? [from, to] : null;
  },
  serialize: ([from, to]) => `${Number(from.toPrecision(12))}~${Number(to.toPrecision(12))}`,
  eq: (one, other) => one[0] === other[0] && one[1] === other[1],
});

export const CHART_SIZES = ["small", "medium", "large"] as const;

const parsers = {
  q: parseAsString.withDefault(""),
  x: parseAsStringLiteral(["iter", "relative", "wall"]).withDefault("iter"),
  smooth: parseAsFloat.withDefault(0),
  kind: parseAsStringLiteral(SMOOTHING_KINDS).withDefault("ema"),
  original: parseAsBoolean.withDefault(true),
  logx: parseAsBoolean.withDefault(false),
  logy: parseAsBoolean.withDefault(false),
  clip: parseAsBoolean.withDefault(false),
  by: parseAsStringLiteral(["metric", "variant"]).withDefault("metric"),
  size: parseAsStringLiteral(CHART_SIZES).withDefault("medium"),
  zoom: parseAsRange,
  /** Metrics that are not shown. */
  hide: parseAsArrayOf(parseAsString).withDefault([]),
  /** The chart that is shown large. */
  chart: parseAsString,
};

/** What a person keeps from one run to the next; the rest belongs to what is looked at. */
const KEPT = ["x", "smooth", "kind", "original", "logx", "logy", "clip", "by", "size"] as const;

const SCALARS = { storage: "limpid:scalars" } as const;

/**
 * How the charts are drawn: in the address, so that a link shows the same, and remembered for the next run.
 * @param page what a chart holds and its x axis unless somebody chose otherwise, and under which name a kind of page remembers its settings.
 */
export function useChartSettings(
  page: { readonly by?: ChartSettings["by"]; readonly x?: ChartSettings["x"]; readonly storage: string } = SCALARS,
) {
  const { by = "metric", x = "iter", storage } = page;
  const own = useMemo(() => ({ ...parsers, by: parsers.by.withDefault(by), x: parsers.x.withDefault(x) }), [by, x]);
  const [settings, setSettings] = useQueryStates(own, { throttleMs: 100 });
  // biome-ignore lint/correctness/useExhaustiveDependencies: only at the start: afterwards the address leads
  useEffect(() => {
    if (KEPT.some((key) => new URLSearchParams(window.location.search).has(key))) return;
    const kept = readKept(storage);
    if (kept) void setSettings(kept);
  }, []);
  const change = (next: Partial<ChartSettings>) => {
    // Another axis has other places.
    void setSettings("x" in next && next.x !== settings.x ? { ...next, zoom: null } : next);
    const kept = Object.fromEntries(KEPT.map((key) => [key, { ...settings, ...next }[key]]));
    localStorage.setItem(storage, JSON.stringify(kept));
  };
  const smoothing = useMemo<Smoothing>(
    () => (settings.smooth > 0 ? { kind: settings.kind, weight: Math.min(0.999, settings.smooth) } : NOT_SMOOTHED),
    [settings.kind, settings.smooth],
  );
  return { settings, change, smoothing };
}

export type ChartSettings = ReturnType<typeof useQueryStates<typeof parsers>>[0];

function readKept(storage: string): Partial<ChartSettings> | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(storage) ?? "null");
    if (typeof kept !== "object" || kept === null) return null;
    const entries = Object.entries(kept).flatMap(([key, value]) => {
      const parser = KEPT.some((each) => each === key) ? parsers[key as (typeof KEPT)[number]] : null;
      const parsed = parser?.parse(String(value));
      return parsed === null || parsed === undefined ? [] : [[key, parsed]];
    });
    return entries.length > 0 ? (Object.fromEntries(entries) as Partial<ChartSettings>) : null;
  } catch {
    return null;
  }
}
