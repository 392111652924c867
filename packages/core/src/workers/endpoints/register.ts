import { z } from "zod";
import { mutation } from "../../platform/endpoint";
import { requireQueues } from "../../queues/store";
import { registerWorker } from "../registry";
import { Nothing, workerFields } from "../schema";

export const register = mutation({
  name: "workers.register",
  since: "2.4",
  auth: "user",
  summary: "Enter a worker, or enter it anew",
  request: z.object({
    ...workerFields,
    timeout: z.number().int().positive().max(2_147_483_647).nullish().describe("seconds without a report; 600"),
    resources: z
      .object({ cpu_usage: z.number().nullish(), gpu_usage: z.number().nullish() })
      .nullish()
      .describe("what one of its tasks is given"),
  }),
  response: Nothing,
}).handle(async (ctx, input) => {
  await requireQueues(ctx, input.queues ?? []);
  await registerWorker(ctx, input);
  return {};
});
