import { forgottenAttempts } from "../auth/attempts";
import type { App } from "../platform/context";
import { forgetHistories } from "../serving/history";
import { forgetStatistics, STATISTICS_DAYS } from "../workers/statistics";

/** Days that an ended session is still known, so that its end can be looked up. */
const SESSION_DAYS = 7;

/**
 * Deletes rows that have no meaning any more: scroll positions (wire-protocol §6.6), ended sessions, old log-in attempts, statistics of
 * queues, workers and served models that no report shows.
 * @returns how many.
 */
export async function forgetExpired(app: Pick<App, "db" | "events" | "now">): Promise<number> {
  const now = app.now();
  const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);
  const ended = daysAgo(SESSION_DAYS);
  const deleted = await app.db.$transaction([
    app.db.scroll.deleteMany({ where: { expires_at: { lt: now } } }),
    app.db.session.deleteMany({ where: { OR: [{ expires_at: { lt: ended } }, { revoked_at: { lt: ended } }] } }),
    app.db.loginAttempt.deleteMany({ where: forgottenAttempts(now) }),
    app.db.queueSample.deleteMany({ where: { time: { lt: daysAgo(STATISTICS_DAYS) } } }),
  ]);
  const others = (await forgetStatistics(app)) + (await forgetHistories(app));
  return deleted.reduce((sum, { count }) => sum + count, others);
}
