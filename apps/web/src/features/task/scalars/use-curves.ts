"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { XAxis } from "@/components/chart/axis";
import type { ChartSeries } from "@/components/chart/series";
import type { RunStyle } from "@/lib/colors/run-colors";
import { useTRPC } from "@/lib/trpc/client";
import { useRun, useRunLive } from "../run-context";
import { fineRange, type ScalarCurve, timeScale, toSeries } from "./curves";
import type { ChartPlan } from "./groups";

export interface ChartData {
  readonly series: readonly ChartSeries[];
  /** The whole curves, for tables. */
  readonly curves: readonly ScalarCurve[];
  readonly pending: boolean;
  readonly error: unknown;
  readonly retry: () => void;
}

const NONE: readonly ScalarCurve[] = [];

/** The curves of one chart: thinned as a whole, and in more detail for the part that is zoomed to. Kept fresh while the chart is mounted. */
export function useCurves(
  { metric, variants, names }: ChartPlan,
  options: {
    readonly axis: XAxis;
    readonly zoom: readonly [number, number] | null;
    readonly samples: number;
    readonly styles: ReadonlyMap<string, RunStyle>;
  },
): ChartData {
  const trpc = useTRPC();
  const run = useRun();
  const live = useRunLive("scalar");
  const { axis, zoom, samples, styles } = options;
  const started = Date.parse(run.started ?? run.created ?? "") || 0;
  const scale = useMemo(() => timeScale(axis, started), [axis, started]);
  const request = {
    tasks: [run.id],
    metrics: [{ metric, variants: [...variants] }],
    key: axis === "iter" ? ("iter" as const) : ("timestamp" as const),
    samples,
  };
  const whole = useQuery({
    ...trpc.events.scalar_curves.queryOptions(request),
    // A new variant or another axis makes another request: until its answer is here the old lines stay.
    placeholderData: keepPreviousData,
    ...live,
  });
  const curves = whole.data?.curves ?? NONE;
  const thinned = curves.some((curve) => curve.points > curve.x.length);
  const fine = useQuery({
    ...trpc.events.scalar_curves.queryOptions({ ...request, ...(zoom ? fineRange(zoom, scale) : {}) }),
    enabled: zoom !== null && thinned && !whole.isPlaceholderData,
    ...live,
  });
  const closer = zoom ? fine.data?.curves : undefined;
  const series = useMemo(() => toSeries(curves, closer, scale, styles, names), [curves, closer, scale, styles, names]);
  return {
    series,
    curves,
    pending: whole.isPending,
    error: whole.data ? null : whole.error,
    retry: () => void whole.refetch(),
  };
}
