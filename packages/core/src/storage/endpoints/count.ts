import { z } from "zod";
import { MANAGERS } from "../../auth/authority";
import { wireDate } from "../../platform/dates";
import { mutation } from "../../platform/endpoint";
import { countStorage } from "../job";

export const count = mutation({
  name: "storage.count",
  auth: MANAGERS,
  summary: "Count what takes up room anew, in the background",
  request: z.object({}),
  response: z.object({
    /** What is counted began after this: compare it with `started` of storage.usage. */
    asked: z.string(),
  }),
}).handle(async (ctx) => {
  // One that is under way may have passed over what is new: so there is another one after it.
  const asked = wireDate(ctx.now());
  await ctx.jobs.add(countStorage, {});
  return { asked };
});
