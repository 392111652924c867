import type { z } from "zod";
import type { Context } from "../platform/context";
import { errors } from "../platform/errors";
import { newId } from "../platform/ids";

/** Seconds after its last use that a scroll through events is remembered (wire-protocol §8.2). */
const LIFETIME_SEC = 3600;

/** A kind of scroll: its name in the table, and what is remembered. */
export interface ScrollKind<State> {
  readonly name: string;
  readonly state: z.ZodType<State>;
}

/** What an earlier call of the same user remembered; null when the id is unknown, expired, of another kind or somebody else's. */
export async function readScroll<State>(
  ctx: Context,
  kind: ScrollKind<State>,
  id: string | null | undefined,
): Promise<State | null> {
  if (!id || id.includes("\0")) return null;
  const { company, user } = ctx.identity;
  const row = await ctx.db.scroll.findFirst({
    where: { id, kind: kind.name, company, user, expires_at: { gt: ctx.now() } },
    select: { state: true },
  });
  const parsed = kind.state.safeParse(row?.state);
  return parsed.success ? parsed.data : null;
}

/** {@link readScroll} where going on is all that can be meant. @throws 400/1104 */
export async function requireScroll<State>(
  ctx: Context,
  kind: ScrollKind<State>,
  id: string | null | undefined,
): Promise<State> {
  const state = await readScroll(ctx, kind, id);
  if (!state) throw errors.invalidScrollId();
  return state;
}

/** Remembers a state for the next call under a new id, or the one given; forgets scrolls whose time is over. @returns the id */
export async function writeScroll<State>(
  ctx: Context,
  kind: ScrollKind<State>,
  state: State,
  id: string = newId(),
): Promise<string> {
  const { company, user } = ctx.identity;
  const now = ctx.now();
  const expires = new Date(now.getTime() + LIFETIME_SEC * 1000);
  await ctx.db.$executeRaw`
    WITH gone AS (DELETE FROM scrolls WHERE expires_at < ${now.toISOString()}::timestamptz AND id <> ${id})
    INSERT INTO scrolls (id, company, "user", kind, state, expires_at)
    VALUES (${id}, ${company}, ${user}, ${kind.name}, ${JSON.stringify(state)}::jsonb, ${expires.toISOString()}::timestamptz)
    ON CONFLICT (id) DO UPDATE SET state = excluded.state, expires_at = excluded.expires_at`;
  return id;
}

/** Forgets a scroll of the caller's; anything else is passed over. */
export async function deleteScroll(ctx: Context, id: string): Promise<void> {
  const { company, user } = ctx.identity;
  await ctx.db.scroll.deleteMany({ where: { id, company, user } });
}
