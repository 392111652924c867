import { z } from "zod";
import { mutation } from "../../platform/endpoint";
import { createAccount } from "../accounts";
import { Avatar, PersonName } from "../schema";

export const create = mutation({
  name: "users.create",
  since: "1.0",
  auth: ["system", "root"],
  summary: "Make an account with a chosen id, role user, that has no log-in yet",
  request: z.object({
    id: z.string().min(1).max(255),
    company: z.string(),
    name: PersonName,
    given_name: PersonName.nullish(),
    family_name: PersonName.nullish(),
    avatar: Avatar.nullish(),
  }),
  response: z.object({}),
}).handle(async (ctx, account) => {
  await createAccount(ctx.db, { ...account, role: "user" }, ctx.now());
  return {};
});
