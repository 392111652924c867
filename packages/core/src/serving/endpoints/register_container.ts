import { z } from "zod";
import { mutation } from "../../platform/endpoint";
import { containerFields } from "../schema";
import { DEFAULT_TIMEOUT_SEC, LONGEST_TIMEOUT_SEC, putContainer } from "../store";

export const registerContainer = mutation({
  name: "serving.register_container",
  since: "1.0",
  auth: "user",
  summary: "Tell of a container that serves a model or is about to",
  request: z.object({
    ...containerFields,
    /** Seconds without a report after which it is gone. */
    timeout: z.number().int().min(1).max(LONGEST_TIMEOUT_SEC).nullish(),
  }),
  response: z.object({}),
}).handle(async (ctx, { timeout, ...container }) => {
  await putContainer(ctx, container, timeout ?? DEFAULT_TIMEOUT_SEC);
  return {};
});
