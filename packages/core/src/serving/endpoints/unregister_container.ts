import { z } from "zod";
import { mutation } from "../../platform/endpoint";

export const unregisterContainer = mutation({
  name: "serving.unregister_container",
  since: "1.0",
  auth: "user",
  summary: "Forget a container; unknown ones are passed over",
  request: z.object({ container_id: z.string() }),
  response: z.object({}),
}).handle(async (ctx, { container_id }) => {
  await ctx.db.servingContainer.deleteMany({ where: { company: ctx.identity.company, id: container_id } });
  return {};
});
