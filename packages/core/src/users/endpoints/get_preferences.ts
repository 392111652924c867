import { z } from "zod";
import { query } from "../../platform/endpoint";
import { errors } from "../../platform/errors";

export const getPreferences = query({
  name: "users.get_preferences",
  since: "1.0",
  auth: "user",
  summary: "What one's web UI has kept",
  request: z.object({}),
  response: z.object({ preferences: z.looseObject({}) }),
}).handle(async (ctx) => {
  const user = await ctx.db.user.findUnique({ where: { id: ctx.identity.user }, select: { preferences: true } });
  if (!user) throw errors.invalidUserId({ user: ctx.identity.user });
  return { preferences: user.preferences as Record<string, unknown> };
});
