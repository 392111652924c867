import { defineJob } from "@limpid/core/platform/jobs";
import { stopNonResponsive } from "@limpid/core/tasks/watchdog";
import { z } from "zod";
import { job } from "./job";

/** Stops tasks that run but give no sign of life any more (wire-protocol §7.3). */
export function watchdog(every: number) {
  return job({
    kind: defineJob({ name: "watchdog", payload: z.object({}), attempts: 1, backoff: { type: "fixed", delay: 1000 } }),
    every,
    run: async ({ app }) => {
      const stopped = await stopNonResponsive(app, app.settings.task_timeout_sec);
      return stopped > 0 ? `stopped ${stopped} non-responsive tasks` : undefined;
    },
  });
}
