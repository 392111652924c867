import { z } from "zod";
import { wireDate } from "../../platform/dates";
import { query } from "../../platform/endpoint";
import { servedModel } from "../schema";
import { liveContainers, servedModelOf } from "../store";

export const getLoadingInstances = query({
  name: "serving.get_loading_instances",
  since: "1.0",
  auth: "user",
  summary: "The containers that have no address yet",
  request: z.object({}),
  response: z.object({
    instances: z.array(z.object({ id: z.string(), ...servedModel, age_sec: z.number().int() })),
  }),
}).handle(async (ctx) => {
  const now = ctx.now().getTime();
  const rows = await liveContainers(ctx, { endpoint_url: null });
  return {
    instances: rows.map((row) => ({
      id: row.id,
      ...servedModelOf(row),
      uptime_sec: row.uptime_sec,
      age_sec: Math.max(0, Math.floor((now - row.register_time.getTime()) / 1000)),
      last_update: wireDate(row.last_activity_time),
    })),
  };
});
