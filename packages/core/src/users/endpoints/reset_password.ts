import { z } from "zod";
import { MANAGERS } from "../../auth/authority";
import { hashPassword, inventPassword } from "../../auth/passwords";
import { NewPassword } from "../../auth/schema";
import { mutation } from "../../platform/endpoint";
import { requireOtherAccount } from "../accounts";

export const resetPassword = mutation({
  name: "users.reset_password",
  auth: MANAGERS,
  summary:
    "Give somebody a new password; what was opened with the old one ends. One that was made up is shown this once",
  request: z.object({ user: z.string(), password: NewPassword.nullish() }),
  response: z.object({ password: z.string().optional() }),
}).handle(async (ctx, { user, password: chosen }) => {
  await requireOtherAccount(ctx, user);
  const password = chosen ?? inventPassword();
  await ctx.db.user.updateMany({
    where: { id: user },
    data: { password_hash: await hashPassword(password), password_changed: ctx.now() },
  });
  return { password: chosen ? undefined : password };
});
