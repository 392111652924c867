import { z } from "zod";
import { query } from "../../platform/endpoint";
import { periodFields } from "../../platform/period";
import { cutPeriod } from "../intervals";
import { ACTIVITY, knownWorkers, readStatistics } from "../statistics";

const Counts = z.object({
  dates: z.array(z.number()).describe("milliseconds, the beginnings of the intervals"),
  counts: z.array(z.number().int()),
});

export const getActivityReport = query({
  name: "workers.get_activity_report",
  since: "2.4",
  auth: "user",
  summary: "How many workers reported, and how many of them ran a task, by interval",
  request: z.object(periodFields),
  response: z.object({ total: Counts, active: Counts }),
}).handle(async (ctx, period) => {
  const intervals = cutPeriod(period);
  const dates = [...intervals.dates];
  const total = dates.map(() => 0);
  const active = dates.map(() => 0);
  for await (const { series } of readStatistics(ctx, await knownWorkers(ctx), [ACTIVITY], intervals)) {
    const seen = new Set<number>();
    const busy = new Set<number>();
    for (const { timestamp, value } of series) {
      for (let place = 0; place < value.length; place++) {
        const index = intervals.indexOf(timestamp[place] ?? Number.NaN);
        seen.add(index);
        if (value[place] === 1) busy.add(index);
      }
    }
    for (const index of seen) if (index >= 0) total[index] = (total[index] ?? 0) + 1;
    for (const index of busy) if (index >= 0) active[index] = (active[index] ?? 0) + 1;
  }
  return { total: { dates, counts: total }, active: { dates, counts: active } };
});
