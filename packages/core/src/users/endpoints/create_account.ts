import { z } from "zod";
import { MANAGERS } from "../../auth/authority";
import { hashPassword, inventPassword } from "../../auth/passwords";
import { NewPassword } from "../../auth/schema";
import { mutation } from "../../platform/endpoint";
import { createAccount, requireGrantable } from "../accounts";
import { AccountRole, Email, PersonName, Username } from "../schema";

export const createAccountEndpoint = mutation({
  name: "users.create_account",
  auth: MANAGERS,
  summary: "Make an account that logs in with name and password; a password that was made up is shown this once",
  request: z.object({
    username: Username,
    role: AccountRole,
    name: PersonName.trim().min(1).nullish(),
    email: Email.nullish(),
    password: NewPassword.nullish(),
  }),
  response: z.object({ id: z.string(), password: z.string().optional() }),
}).handle(async (ctx, { username, role, name, email, password: chosen }) => {
  requireGrantable(ctx, role);
  const password = chosen ?? inventPassword();
  const account = { company: ctx.identity.company, name: name ?? username, role, email: email || null, username };
  const password_hash = await hashPassword(password);
  const id = await createAccount(ctx.db, { ...account, password_hash }, ctx.now());
  return { id, password: chosen ? undefined : password };
});
