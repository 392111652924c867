import type { XAxis } from "@/components/chart/axis";
import type { ChartSeries } from "@/components/chart/series";
import { type RunStyle, slotStyle } from "@/lib/colors/run-colors";
import type { Task } from "@/lib/wire";

/** A curve of one of several runs, as events.scalar_curves gives it. */
export interface RunCurve {
  readonly task: string;
  readonly metric: string;
  readonly variant: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly min?: readonly number[];
  readonly max?: readonly number[];
  readonly points: number;
}

/** When a run began, ms since 1970: relative time counts from there. */
function beginOf(run: Task): number {
  return Date.parse(run.started ?? run.created ?? "") || 0;
}

/**
 * The curves of one chart, in the order of the runs: a run has its colour, and where a chart has several variants, each of them a dash of its own.
 * @param fine curves of the part that is zoomed to; they stand in for the whole ones.
 */
export function compareSeries(
  runs: readonly Task[],
  curves: readonly RunCurve[],
  options: {
    readonly axis: XAxis;
    readonly styles: Readonly<Record<string, RunStyle>>;
    readonly variants: readonly string[];
    readonly fine?: readonly RunCurve[];
  },
): ChartSeries[] {
  const { axis, styles, variants } = options;
  const key = (curve: RunCurve) => `${curve.task}/${curve.variant}`;
  const whole = new Map(curves.map((curve) => [key(curve), curve]));
  const closer = new Map(options.fine?.map((curve) => [key(curve), curve]));
  return runs.flatMap((run) =>
    variants.flatMap((variant, place) => {
      const id = `${run.id}/${variant}`;
      const curve = closer.get(id) ?? whole.get(id);
      if (!curve) return [];
      const style = styles[run.id] ?? slotStyle(0);
      const origin = axis === "relative" ? beginOf(run) : 0;
      return [
        {
          id,
          label: variants.length > 1 ? `${run.name ?? run.id} · ${variant}` : (run.name ?? run.id),
          color: style.color,
          dash: place === 0 ? style.dash : DASHES[(place - 1) % DASHES.length],
          x: axis === "iter" ? curve.x : curve.x.map((ms) => (ms - origin) / 1000),
          y: curve.y,
          min: curve.min,
          max: curve.max,
        },
      ];
    }),
  );
}

const DASHES: readonly (readonly number[])[] = [
  [6, 3],
  [2, 3],
  [9, 3, 2, 3],
];

/** What to ask for when a part is zoomed to, ms or iterations. Relative time begins elsewhere in each run: all of them must be covered. */
export function wireRange(
  zoom: readonly [number, number],
  axis: XAxis,
  runs: readonly Task[],
): { from: number; to: number } {
  const room = (zoom[1] - zoom[0]) * 0.03;
  const [from, to] = [zoom[0] - room, zoom[1] + room];
  if (axis === "iter") return { from, to };
  const origins = axis === "relative" ? runs.map(beginOf) : [0];
  return { from: from * 1000 + Math.min(...origins), to: to * 1000 + Math.max(...origins) };
}
