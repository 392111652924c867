import { z } from "zod";
import { endSession } from "../../auth/sessions";
import { mutation } from "../../platform/endpoint";

export const logout = mutation({
  name: "login.logout",
  since: "2.13",
  auth: "optional",
  summary: "Log out; who is not logged in, or no longer, is told nothing else",
  request: z.object({}),
  response: z.object({}),
}).handle(async (ctx) => {
  await endSession(ctx);
  return {};
});
