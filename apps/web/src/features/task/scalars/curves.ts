import type { XAxis } from "@/components/chart/axis";
import type { ChartSeries } from "@/components/chart/series";
import { type RunStyle, slotStyle } from "@/lib/colors/run-colors";
import type { ChartPlan } from "./groups";

/** A curve as events.scalar_curves gives it. */
export interface ScalarCurve {
  readonly metric: string;
  readonly variant: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly min?: readonly number[];
  readonly max?: readonly number[];
  /** Points before thinning. */
  readonly points: number;
}

/** Milliseconds since 1970 ⇄ places on an axis of time. */
export interface TimeScale {
  readonly toAxis: (milliseconds: number) => number;
  readonly toWire: (place: number) => number;
}

/** The scale of an axis; null for iterations, which stay as they are. @param started ms, from where relative time counts. */
export function timeScale(axis: XAxis, started: number): TimeScale | null {
  if (axis === "iter") return null;
  const origin = axis === "relative" ? started : 0;
  return { toAxis: (ms) => (ms - origin) / 1000, toWire: (place) => place * 1000 + origin };
}

/** Curves as a chart draws them. A closer look (`fine`) stands in for the whole curve where there is one. */
export function toSeries(
  curves: readonly ScalarCurve[],
  fine: readonly ScalarCurve[] | undefined,
  scale: TimeScale | null,
  styles: ReadonlyMap<string, RunStyle>,
  names: Readonly<Record<string, string>> = {},
): ChartSeries[] {
  const closer = new Map(fine?.map((curve) => [curve.variant, curve]));
  return curves.map((whole) => {
    const curve = closer.get(whole.variant) ?? whole;
    const label = names[curve.variant] ?? curve.variant;
    const style = styles.get(label) ?? slotStyle(0);
    return {
      id: curve.variant,
      label: label || curve.metric,
      color: style.color,
      dash: style.dash,
      x: scale ? curve.x.map(scale.toAxis) : curve.x,
      y: curve.y,
      min: curve.min,
      max: curve.max,
    };
  });
}

/**
 * The look of each variant: the run's own where it is alone in its chart; else the same for one name in all charts of the run, as long as there are
 * colours.
 */
export function variantStyles(charts: readonly Pick<ChartPlan, "variants" | "names">[]): ReadonlyMap<string, RunStyle> {
  const names = new Set(charts.flatMap((chart) => (chart.variants.length > 1 ? variantNames(chart) : [])));
  return new Map(Array.from(names, (name, index) => [name, slotStyle(index)]));
}

/** What the variants of a chart are called. */
export function variantNames({ variants, names }: Pick<ChartPlan, "variants" | "names">): string[] {
  return variants.map((variant) => names?.[variant] ?? variant);
}

/** The range to ask for, a little wider than what is in sight so that the lines do not end at its edges. */
export function fineRange(zoom: readonly [number, number], scale: TimeScale | null): { from: number; to: number } {
  const room = (zoom[1] - zoom[0]) * 0.03;
  const [from, to] = [zoom[0] - room, zoom[1] + room];
  return scale ? { from: scale.toWire(from), to: scale.toWire(to) } : { from, to };
}
