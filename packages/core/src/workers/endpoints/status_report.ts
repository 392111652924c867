import { z } from "zod";
import { recordUsage } from "../../organization/usage";
import { mutation } from "../../platform/endpoint";
import { noteReport } from "../report";
import { MachineStats, Nothing, workerFields } from "../schema";
import { appendStatistics } from "../statistics";

export const statusReport = mutation({
  name: "workers.status_report",
  since: "2.4",
  auth: "user",
  summary: "A sign of life of a worker and of the task that it runs, and what it measured of its machine",
  request: z.object({
    ...workerFields,
    timestamp: z.number().int().describe("milliseconds"),
    task: z.string().nullish(),
    queue: z.string().nullish().describe("where the task came from"),
    machine_stats: MachineStats.nullish(),
  }),
  response: Nothing,
}).handle(async (ctx, { timestamp, machine_stats, ...report }) => {
  const task = await noteReport(ctx, report);
  if (task?.since) await recordUsage(ctx, { task, from: task.since, to: ctx.now(), resources: task.resources });
  await appendStatistics(ctx, report.worker, timestamp, { active: task !== null, stats: machine_stats });
  return {};
});
