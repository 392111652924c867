import { z } from "zod";
import { mutation } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { LoginAttempts } from "../attempts";
import { hashPassword, verifyPassword } from "../passwords";
import { NewPassword } from "../schema";
import { openSession } from "../sessions";

export const changePassword = mutation({
  name: "auth.change_password",
  auth: "user",
  summary: "Change one's own password. Everything that was opened with the old one ends; the caller gets a new cookie",
  request: z.object({ current_password: z.string(), new_password: NewPassword }),
  response: z.object({}),
}).handle(async (ctx, { current_password, new_password }) => {
  const { identity } = ctx;
  const account = await ctx.db.user.findUnique({ where: { id: identity.user } });
  const { password_hash, username } = account ?? {};
  if (!password_hash || !username) throw errors.fieldsValueError("this account has no password");
  const attempts = new LoginAttempts(ctx.pool, ctx.settings.token_secret, ctx.now);
  const right = await attempts.attemptInTurn(
    username,
    ctx.caller.address,
    async () => (await verifyPassword(current_password, password_hash)) || null,
  );
  // Not 401: the caller is logged in, and browsers would be sent to the log-in page.
  if (!right) throw errors.fieldsValueError("the current password is wrong");
  const now = ctx.now();
  const { count } = await ctx.db.user.updateMany({
    where: { id: identity.user, password_hash },
    data: { password_hash: await hashPassword(new_password), password_changed: now },
  });
  if (count === 0) throw errors.fieldsConflict("the password was changed by somebody else just now");
  if (identity.session_id && identity.password?.of === identity.user) {
    const opener = { ...identity, session_id: undefined, password: { of: identity.user, changed: now } };
    const expiration_sec = identity.expires && Math.max(1, identity.expires - Math.floor(now.getTime() / 1000));
    ctx.effects.session = await openSession(ctx.db, ctx.settings, opener, identity, { expiration_sec, now });
  }
  return {};
});
