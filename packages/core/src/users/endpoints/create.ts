import { z } from "zod";
import { mutation } from "../../platform/endpoint";
import { createAccount } from "../accounts";

export const create = mutation({
  name: "users.create",
  since: "1.0",
  auth: ["system", "root"],
  summary: "Make an account with a chosen id, role user, that has no log-in yet",
  request: z.object({
    id: z.string().min(1),
    company: z.string(),
    name: z.string(),
    given_name: z.string().nullish(),
    family_name: z.string().nullish(),
    avatar: z.string().nullish(),
  }),
  response: z.object({}),
}).handle(async (ctx, account) => {
  await createAccount(ctx.db, { ...account, role: "user" }, ctx.now());
  return {};
});
