import { z } from "zod";
import { defineJob } from "../platform/jobs";

/**
 * Tells the server's own agent that a task waits in one of its queues. The entry is the truth: the agent takes the heads of its queues in
 * their order, whatever job has woken it, and looks by itself now and then.
 */
export const launchTask = defineJob({
  name: "launch-task",
  payload: z.object({ queue: z.string(), task: z.string() }),
  attempts: 1,
  backoff: { type: "fixed", delay: 1000 },
  lane: "limpid-launch",
});
