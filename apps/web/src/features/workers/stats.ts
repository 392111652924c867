/** What a worker measured, as workers.get_stats tells it. */
export interface WorkerStats {
  readonly worker: string;
  readonly metrics: readonly {
    readonly metric: string;
    readonly stats: readonly {
      readonly aggregation: string;
      /** Milliseconds, the beginnings of the intervals. */
      readonly dates: readonly number[];
      readonly values: readonly number[];
      readonly resource_series: readonly { readonly name: string; readonly values: readonly number[] }[];
    }[];
  }[];
}

/** How busy a machine was last: shares from 0 to 1. */
export interface Load {
  readonly cpu: number | null;
  readonly memory: number | null;
  /** One for each card. */
  readonly gpus: readonly { readonly name: string; readonly use: number; readonly memory: number | null }[];
}

export const LOAD_ITEMS = [
  { key: "cpu_usage" },
  { key: "memory_used" },
  { key: "memory_free" },
  { key: "gpu_usage" },
  { key: "gpu_memory_used" },
  { key: "gpu_memory_free" },
] as const;

/** Loads by worker, from the last interval in which each measured something: the wire's intervals without a report are 0. */
export function loadsOf(workers: readonly WorkerStats[]): ReadonlyMap<string, Load> {
  return new Map(workers.map((worker) => [worker.worker, loadOf(worker)]));
}

function loadOf({ metrics }: WorkerStats): Load {
  const stats = (metric: string) => metrics.find((each) => each.metric === metric)?.stats[0];
  const used = lastOf(stats("memory_used")?.values);
  const free = lastOf(stats("memory_free")?.values);
  const cpu = lastOf(stats("cpu_usage")?.values);
  // A card at rest measures 0 as well: where the machine spoke last decides.
  const at = lastIndex(stats("memory_used")?.values ?? stats("cpu_usage")?.values ?? []);
  const card = (metric: string, name: string) =>
    stats(metric)?.resource_series.find((each) => each.name === name)?.values[at];
  const gpus = (stats("gpu_usage")?.resource_series ?? []).map(({ name, values }) => {
    const held = card("gpu_memory_used", name);
    const open = card("gpu_memory_free", name);
    return { name, use: (values[at] ?? 0) / 100, memory: share(held, open) };
  });
  return { cpu: cpu === null ? null : cpu / 100, memory: share(used, free), gpus };
}

function share(used: number | null | undefined, free: number | null | undefined): number | null {
  if (used === null || used === undefined || free === null || free === undefined) return null;
  return used + free > 0 ? used / (used + free) : null;
}

function lastIndex(values: readonly number[]): number {
  return values.findLastIndex((value) => value !== 0);
}

function lastOf(values: readonly number[] | undefined): number | null {
  return values?.[lastIndex(values)] ?? null;
}

export const PERIODS = { "3h": 3, "12h": 12, "1d": 24, "7d": 168, "30d": 720 } as const;
export type Period = keyof typeof PERIODS;

/** A period until now with intervals for about 180 points; whole intervals, so that the same is asked for within one. */
export function periodUntil(period: Period, now: number): { from_date: number; to_date: number; interval: number } {
  const length = PERIODS[period] * 3600;
  const interval = Math.max(60, Math.round(length / 180));
  const to_date = Math.ceil(now / 1000 / interval) * interval;
  return { from_date: to_date - length, to_date, interval };
}
