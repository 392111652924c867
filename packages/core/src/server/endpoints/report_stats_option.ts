import { z } from "zod";
import { query } from "../../platform/endpoint";

export const reportStatsOption = query({
  name: "server.report_stats_option",
  since: "1.0",
  auth: "user",
  summary: "Whether usage statistics are sent to the makers: never, so it cannot be switched on",
  request: z.object({ enabled: z.boolean().nullish() }),
  response: z.object({ supported: z.boolean(), enabled: z.boolean(), current_version: z.string() }),
}).handle((ctx) => ({ supported: false, enabled: false, current_version: ctx.settings.server_version }));
