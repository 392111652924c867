import { z } from "zod";
import { mutation } from "../../platform/endpoint";
import { unregisterWorker } from "../registry";
import { Nothing, WorkerId } from "../schema";

export const unregister = mutation({
  name: "workers.unregister",
  since: "2.4",
  auth: "user",
  summary: "Say that a worker ends",
  request: z.object({ worker: WorkerId }),
  response: Nothing,
}).handle(async (ctx, { worker }) => {
  await unregisterWorker(ctx, worker);
  return {};
});
