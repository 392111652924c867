import { type Context, inTransaction } from "../platform/context";
import { errors } from "../platform/errors";
import { outranks } from "./authority";
import { findPerson } from "./person";
import { openSession, revokeSessions } from "./sessions";

/** Seconds that a token lives which nobody renews. Clients renew those that have less than 12 hours left, so it has to be more. */
const TOKEN_SEC = 2 * 86_400;

/**
 * A token for the run of a task: in the name of the task's owner, but never with more rights than an ordinary user, since others may have
 * written what runs. It can be renewed for as long as {@link endRunSessions} has not been called.
 * @throws 400/301 the owner's account is gone; 401/31 it is disabled.
 */
export async function openRunSession(ctx: Context, { run, user }: { run: string; user: string }): Promise<string> {
  const person = await findPerson(ctx.db, user);
  if (!person) throw errors.invalidUserId("the account of the task's owner is gone", { user });
  if (person.disabled) throw errors.blockedToken("the account of the task's owner is disabled", { user });
  const holder = { ...person, role: outranks(person.role, "user") ? ("user" as const) : person.role, run };
  const { token } = await openSession(ctx.db, ctx.settings, holder, holder, {
    expiration_sec: TOKEN_SEC,
    now: ctx.now(),
  });
  return token;
}

/** Ends the tokens of a run, with all that it has renewed them by. */
export async function endRunSessions(ctx: Context, run: string): Promise<void> {
  await inTransaction(ctx, (tx) => revokeSessions(tx.db, { run }, tx.now()));
}
