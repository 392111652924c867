import type { Series } from "@limpid/event-store/store";
import type { Intervals } from "./intervals";

export const AGGREGATIONS = ["avg", "min", "max"] as const;
export type Aggregation = (typeof AGGREGATIONS)[number];

/** Mean, least or greatest of all points of some series in each interval; 0 where there is none (wire-protocol §9). */
export function aggregate(series: readonly Series[], intervals: Intervals, aggregation: Aggregation): number[] {
  const { length } = intervals.dates;
  const counts = new Uint32Array(length);
  const results = new Float64Array(length);
  for (const { timestamp, value } of series) {
    for (let place = 0; place < value.length; place++) {
      const index = intervals.indexOf(timestamp[place] ?? Number.NaN);
      if (index < 0) continue;
      const [known = 0, next = 0] = [results[index], value[place]];
      const isFirst = counts[index] === 0;
      counts[index] = (counts[index] ?? 0) + 1;
      if (aggregation === "avg") results[index] = known + next;
      else if (isFirst) results[index] = next;
      else results[index] = aggregation === "min" ? Math.min(known, next) : Math.max(known, next);
    }
  }
  return Array.from(results, (result, index) =>
    aggregation === "avg" ? result / Math.max(1, counts[index] ?? 0) : result,
  );
}
