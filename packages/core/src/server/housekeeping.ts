import type { App } from "../platform/context";

/** Days that an ended session is still known, so that its end can be looked up. */
const SESSION_DAYS = 7;

/**
 * Deletes rows that have no meaning any more: scroll positions (wire-protocol §6.6), ended sessions, old log-in attempts.
 * @returns how many.
 */
export async function forgetExpired(app: Pick<App, "db" | "now">): Promise<number> {
  const now = app.now();
  const ended = new Date(now.getTime() - SESSION_DAYS * 86_400_000);
  const deleted = await app.db.$transaction([
    app.db.scroll.deleteMany({ where: { expires_at: { lt: now } } }),
    app.db.session.deleteMany({ where: { OR: [{ expires_at: { lt: ended } }, { revoked_at: { lt: ended } }] } }),
    app.db.loginAttempt.deleteMany({ where: { updated: { lt: new Date(now.getTime() - 86_400_000) } } }),
  ]);
  return deleted.reduce((sum, { count }) => sum + count, 0);
}
