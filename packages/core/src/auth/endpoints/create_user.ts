import { z } from "zod";
import { mutation } from "../../platform/endpoint";
import { createAccount } from "../../users/accounts";
import { Avatar, Email, PersonName } from "../../users/schema";
import { GrantedRole } from "../schema";

export const createUser = mutation({
  name: "auth.create_user",
  since: "1.0",
  auth: ["system", "root"],
  summary: "Make an account that is known by its mail address and has no log-in yet",
  request: z.object({
    name: PersonName,
    company: z.string(),
    email: Email,
    role: GrantedRole.nullish(),
    given_name: PersonName.nullish(),
    family_name: PersonName.nullish(),
    avatar: Avatar.nullish(),
  }),
  response: z.object({ id: z.string() }),
}).handle(async (ctx, { role, ...account }) => ({
  id: await createAccount(ctx.db, { ...account, role: role ?? "user" }, ctx.now()),
}));
