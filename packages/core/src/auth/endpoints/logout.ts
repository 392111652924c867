import { z } from "zod";
import { mutation } from "../../platform/endpoint";
import { endSession } from "../sessions";

export const logout = mutation({
  name: "auth.logout",
  since: "2.2",
  auth: "user",
  summary: "End the session of the token that the call came with; keys and passwords stay valid",
  request: z.object({}),
  response: z.object({}),
}).handle(async (ctx) => {
  await endSession(ctx);
  return {};
});
