import { z } from "zod";
import { mutation } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { appendReport } from "../history";
import { containerFields, reportFields } from "../schema";
import { noteReport } from "../store";

export const containerStatusReport = mutation({
  name: "serving.container_status_report",
  since: "1.0",
  auth: "user",
  summary: "Report what a container does",
  request: z.object({ ...containerFields, ...reportFields }),
  response: z.object({}),
}).handle(async (ctx, { uptime_sec, requests_num, requests_min, latency_ms, machine_stats, ...container }) => {
  const report = { uptime_sec, requests_num, requests_min, latency_ms, machine_stats };
  const { endpoint_url } = container;
  if (!endpoint_url) throw errors.validationError({ field: "endpoint_url", reason: "a report needs the address" });
  await noteReport(ctx, container, report);
  await appendReport(ctx, endpoint_url, container.container_id, report);
  return {};
});
