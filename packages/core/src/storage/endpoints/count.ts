import { z } from "zod";
import { MANAGERS } from "../../auth/authority";
import { mutation } from "../../platform/endpoint";
import { lastCounts } from "../count";
import { countStorage } from "../job";

export const count = mutation({
  name: "storage.count",
  auth: MANAGERS,
  summary: "Count what takes up room anew, in the background",
  request: z.object({}),
  response: z.object({}),
}).handle(async (ctx) => {
  const { events, files } = await lastCounts(ctx);
  if (!events.running && !files.running) await ctx.jobs.add(countStorage, {});
  return {};
});
