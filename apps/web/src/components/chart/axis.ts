import { formatDuration } from "@/lib/format/dates";
import { formatCount, formatMetric } from "@/lib/format/numbers";

/** What stands on the x axis; the wire's `key` of scalar_metrics_iter_histogram is iter, timestamp or iso_time. */
export type XAxis = "iter" | "relative" | "wall";

export const X_AXIS_NAMES: Readonly<Record<XAxis, string>> = {
  iter: "Iteration",
  relative: "Relative time",
  wall: "Wall time",
};

const clock = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

/** A place on the x axis in words. */
export function formatX(axis: XAxis, value: number): string {
  if (axis === "relative") return formatDuration(value);
  if (axis === "wall") return clock.format(value * 1000);
  return Number.isInteger(value) ? formatCount(value) : formatMetric(value);
}

/** Tick labels of the x axis; wall time is left to uPlot, which knows days and hours. */
export function xTick(axis: XAxis, value: number): string {
  if (axis === "relative") return value === 0 ? "0" : formatDuration(value);
  const size = Math.abs(value);
  if (size >= 1e6) return `${formatMetric(value / 1e6, 3)}M`;
  if (size >= 1e4) return `${formatMetric(value / 1e3, 4)}k`;
  return formatMetric(value);
}
