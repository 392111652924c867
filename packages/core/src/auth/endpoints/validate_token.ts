import { z } from "zod";
import { query } from "../../platform/endpoint";
import { findSession } from "../sessions";
import { readToken } from "../tokens";

export const validateToken = query({
  name: "auth.validate_token",
  since: "1.0",
  auth: ["system", "root"],
  summary: "Whether a token is good, and whose it is",
  request: z.object({ token: z.string() }),
  response: z.object({
    valid: z.boolean(),
    user: z.string().optional(),
    company: z.string().optional(),
    msg: z.string().optional(),
  }),
}).handle(async (ctx, { token }) => {
  const read = await readToken(ctx.settings.token_secret, token, ctx.now());
  if ("fault" in read) return { valid: false, msg: read.fault };
  const session = await findSession(ctx.db, read.session_id);
  if (!session?.person) return { valid: false, msg: "Session not found" };
  const { user, company, disabled } = session.person;
  return { valid: session.live && !disabled, user, company };
});
