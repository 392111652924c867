import type { Task } from "@/lib/wire";

export const VALUE_KINDS = ["value", "min_value", "max_value"] as const;
export type ValueKind = (typeof VALUE_KINDS)[number];

/** A metric in all compared runs. */
export interface MetricLine {
  readonly id: string;
  readonly metric: string;
  readonly variant: string;
  /** One for each run; undefined where it has none. */
  readonly values: readonly (number | undefined)[];
  /** Indexes of the extremes; -1 when there is nothing to tell. */
  readonly greatest: number;
  readonly least: number;
}

/** All metrics of the runs by name, those of the machines last. */
export function metricLines(runs: readonly Task[], kind: ValueKind): MetricLine[] {
  const lines = new Map<string, { metric: string; variant: string; values: (number | undefined)[] }>();
  for (const [index, run] of runs.entries())
    for (const variants of Object.values(run.last_metrics ?? {}))
      for (const { metric, variant, ...last } of Object.values(variants)) {
        const id = JSON.stringify([metric, variant]);
        const line = lines.get(id) ?? {
          metric,
          variant,
          values: new Array<number | undefined>(runs.length).fill(undefined),
        };
        line.values[index] = last[kind];
        lines.set(id, line);
      }
  const rank = (metric: string) => (metric.startsWith(":monitor:") ? 1 : 0);
  return Array.from(lines, ([id, line]) => ({ id, ...line, ...extremes(line.values) })).sort(
    (a, b) => rank(a.metric) - rank(b.metric) || a.metric.localeCompare(b.metric) || a.variant.localeCompare(b.variant),
  );
}

/** Where the greatest and the least value stand; nowhere when fewer than two runs have one, or all are equal. */
export function extremes(values: readonly (number | undefined)[]): { greatest: number; least: number } {
  const numbers = values.filter((value) => value !== undefined && Number.isFinite(value)) as number[];
  const max = Math.max(...numbers);
  const min = Math.min(...numbers);
  if (numbers.length < 2 || max === min) return { greatest: -1, least: -1 };
  return { greatest: values.indexOf(max), least: values.indexOf(min) };
}
