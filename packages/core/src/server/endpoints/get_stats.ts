import { z } from "zod";
import { wireDate } from "../../platform/dates";
import { query } from "../../platform/endpoint";
import { findServerUuid } from "../uuid";

/** Seconds that count as "lately" when nobody says otherwise. */
const INTERVAL_SEC = 3600;
/** A year: more is a slip of the keyboard. */
const INTERVAL_MAX_SEC = 366 * 86_400;

const count = z.number().int();

export const getStats = query({
  name: "server.get_stats",
  since: "1.0",
  auth: ["root", "system"],
  summary: "How much there is on this server, and what happened in the last `interval` seconds",
  request: z.object({ interval: z.number().int().min(1).max(INTERVAL_MAX_SEC).nullish() }),
  response: z.object({
    time: z.string(),
    uuid: z.string(),
    version: z.string(),
    interval: count,
    users: count,
    projects: count,
    models: count,
    queues: count,
    tasks: z.object({ total: count, by_status: z.record(z.string(), count) }),
    lately: z.object({ tasks_created: count, tasks_started: count, tasks_completed: count, models_created: count }),
  }),
}).handle(async (ctx, { interval }) => {
  const seconds = interval ?? INTERVAL_SEC;
  const now = ctx.now();
  const since = { gte: new Date(now.getTime() - seconds * 1000) };
  const { db } = ctx;
  const statuses = await db.task.groupBy({ by: ["status"], _count: true });
  return {
    time: wireDate(now),
    uuid: await findServerUuid(db),
    version: ctx.settings.server_version,
    interval: seconds,
    users: await db.user.count(),
    projects: await db.project.count(),
    models: await db.model.count(),
    queues: await db.queue.count(),
    tasks: {
      total: statuses.reduce((sum, { _count }) => sum + _count, 0),
      by_status: Object.fromEntries(statuses.map(({ status, _count }) => [status, _count])),
    },
    lately: {
      tasks_created: await db.task.count({ where: { created: since } }),
      tasks_started: await db.task.count({ where: { started: since } }),
      tasks_completed: await db.task.count({ where: { completed: since } }),
      models_created: await db.model.count({ where: { created: since } }),
    },
  };
});
