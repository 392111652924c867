import { z } from "zod";
import { defineJob } from "../platform/jobs";

/** Counts what takes up how much (count.ts). */
export const countStorage = defineJob({
  name: "count-storage",
  payload: z.object({}),
  attempts: 1,
  backoff: { type: "fixed", delay: 1000 },
});

/** Carries the policies of retention out: the run that is named, or a new one for each company that has some. */
export const retain = defineJob({
  name: "retention",
  payload: z.object({ run: z.string().optional() }),
  attempts: 3,
  backoff: { type: "exponential", delay: 60_000 },
});
