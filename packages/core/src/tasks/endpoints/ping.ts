import { z } from "zod";
import { mutation } from "../../platform/endpoint";
import { markAlive } from "../progress";

export const ping = mutation({
  name: "tasks.ping",
  since: "1.0",
  auth: "user",
  summary: "Say that a task is alive; an unknown id is silently passed over",
  request: z.object({ task: z.string() }),
  response: z.object({}),
}).handle(async (ctx, input) => {
  await markAlive(ctx, input.task);
  return {};
});
