import type { Context } from "../context";
import { newId } from "../ids";

/** Seconds after its last use that a scroll is remembered (wire-protocol §6.6). */
const LIFETIME_SEC = 600;

/** Where a client's scroll through a list stands. */
export interface Scroll {
  readonly id: string;
  readonly position: number;
}

/**
 * The scroll of an earlier call, of the same user and kind of list; a new one at the start when the id is unknown, expired or somebody
 * else's, which clients do not notice (wire-protocol §6.6).
 */
export async function openScroll(ctx: Context, kind: string, id: string | null): Promise<Scroll> {
  const { company, user } = ctx.identity;
  const found = id
    ? await ctx.db.scroll.findFirst({ where: { id, kind, company, user, expires_at: { gt: ctx.now() } } })
    : null;
  const position = Number((found?.state as { position?: number } | undefined)?.position ?? 0);
  return found ? { id: found.id, position } : { id: newId(), position: 0 };
}

/** Remembers the position for the next call and forgets scrolls whose time is over. */
export async function saveScroll(ctx: Context, kind: string, { id, position }: Scroll): Promise<void> {
  const { company, user } = ctx.identity;
  const now = ctx.now();
  const expires = new Date(now.getTime() + LIFETIME_SEC * 1000);
  await ctx.db.$executeRaw`
    WITH gone AS (DELETE FROM scrolls WHERE expires_at < ${now.toISOString()}::timestamptz AND id <> ${id})
    INSERT INTO scrolls (id, company, "user", kind, state, expires_at)
    VALUES (${id}, ${company}, ${user}, ${kind}, jsonb_build_object('position', ${position}::int), ${expires.toISOString()}::timestamptz)
    ON CONFLICT (id) DO UPDATE SET state = excluded.state, expires_at = excluded.expires_at`;
}
