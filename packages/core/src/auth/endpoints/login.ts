import { z } from "zod";
import { mutation } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { findPerson } from "../person";
import { Expiration, TokenReply } from "../schema";
import { openSession } from "../sessions";

export const login = mutation({
  name: "auth.login",
  since: "1.0",
  auth: "user",
  summary: "Open a session: a token, and the same as a cookie",
  request: z.object({ expiration_sec: Expiration }),
  response: TokenReply,
}).handle(async (ctx, { expiration_sec }) => {
  // Looked up anew: who acts for somebody gets a token with that person's role (wire-protocol §4).
  const person = await findPerson(ctx.db, ctx.identity.user);
  if (!person) throw errors.invalidUserId({ user: ctx.identity.user });
  const { run, role } = ctx.identity;
  const holder = run ? { ...person, role } : person;
  const session = await openSession(ctx.db, ctx.settings, ctx.identity, holder, { expiration_sec, now: ctx.now() });
  ctx.effects.session = session;
  return { token: session.token };
});
