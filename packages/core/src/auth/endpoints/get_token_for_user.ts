import { z } from "zod";
import { mutation } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { findPerson } from "../person";
import { Expiration, TokenReply } from "../schema";
import { openSession } from "../sessions";

export const getTokenForUser = mutation({
  name: "auth.get_token_for_user",
  since: "1.0",
  auth: ["system", "root"],
  summary: "A token for somebody else; it ends with the session, key or password of who asks for it",
  request: z.object({ user: z.string(), company: z.string().nullish(), expiration_sec: Expiration }),
  response: TokenReply,
}).handle(async (ctx, { user, company, expiration_sec }) => {
  const person = await findPerson(ctx.db, user);
  if (!person || person.disabled || (company && company !== person.company)) throw errors.invalidUserId({ user });
  const { token } = await openSession(ctx.db, ctx.settings, ctx.identity, person, { expiration_sec, now: ctx.now() });
  return { token };
});
