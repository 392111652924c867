import { defineJob } from "@limpid/core/platform/jobs";
import { forgetExpired } from "@limpid/core/server/housekeeping";
import { z } from "zod";
import { job } from "./job";

/** Forgets sessions, scroll positions and log-in attempts that are over. */
export const housekeeping = job({
  kind: defineJob({
    name: "housekeeping",
    payload: z.object({}),
    attempts: 1,
    backoff: { type: "fixed", delay: 1000 },
  }),
  every: 3600_000,
  run: async ({ app }) => {
    const forgotten = await forgetExpired(app);
    return forgotten > 0 ? `forgot ${forgotten} expired rows` : undefined;
  },
});
