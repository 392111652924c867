import { Prisma } from "@limpid/db";
import { z } from "zod";
import { query } from "../../platform/endpoint";
import { checkPeriod, periodFields } from "../../platform/period";
import { settleSamples, takeSamples } from "../samples";

const QueueMetrics = z.object({
  queue: z.string(),
  dates: z.array(z.number()).describe("milliseconds, the beginnings of the intervals"),
  avg_waiting_times: z.array(z.number()).describe("seconds"),
  queue_lengths: z.array(z.number()),
});

export const getQueueMetrics = query({
  name: "queues.get_queue_metrics",
  since: "2.4",
  auth: "user",
  summary: "Mean lengths and waiting times of queues in the intervals of which there are samples",
  request: z.object({
    ...periodFields,
    queue_ids: z.array(z.string()).nullish(),
    refresh: z.boolean().nullish().describe("take a sample first"),
  }),
  response: z.object({ queues: z.array(QueueMetrics) }),
}).handle(async (ctx, { queue_ids, refresh, ...period }) => {
  checkPeriod(period);
  const named = queue_ids?.length ? Prisma.sql`AND queue.id = ANY(${queue_ids}::text[])` : Prisma.empty;
  const queues = Prisma.sql`queue.company = ${ctx.identity.company} ${named}`;
  await settleSamples(ctx);
  if (refresh) await takeSamples(ctx.pool, queues, ctx.now());
  const { from_date, to_date, interval } = period;
  return {
    queues: await ctx.db.$queryRaw<z.output<typeof QueueMetrics>[]>(Prisma.sql`
      SELECT queue, array_agg(date ORDER BY date) AS dates, array_agg(waiting_time ORDER BY date) AS avg_waiting_times,
        array_agg(length ORDER BY date) AS queue_lengths
      FROM (
        SELECT queue.id AS queue, floor(extract(epoch FROM sample.time)::float8 / ${interval}::float8) * ${interval}::float8 * 1000 AS date,
          avg(sample.waiting_time) AS waiting_time, avg(sample.length)::float8 AS length
        FROM queues AS queue JOIN queue_samples AS sample ON sample.queue = queue.id
        WHERE ${queues} AND sample.time >= to_timestamp(${from_date}::float8) AND sample.time < to_timestamp(${to_date}::float8)
        GROUP BY queue.id, date
      ) AS intervals
      GROUP BY queue ORDER BY queue`),
  };
});
