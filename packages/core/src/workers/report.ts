import { Prisma } from "@limpid/db";
import type { Context } from "../platform/context";
import { errors } from "../platform/errors";
import { TIMEOUT } from "./registry";

/** What a worker says of itself while it lives. */
export interface StatusReport {
  readonly worker: string;
  readonly task?: string | null;
  readonly queue?: string | null;
  readonly queues?: readonly string[] | null;
  readonly tags?: readonly string[] | null;
  readonly system_tags?: readonly string[] | null;
}

/** The task that a report is of, and what its account of running time needs. */
export interface ReportedTask {
  readonly id: string;
  readonly company: string;
  readonly user: string;
  readonly project: string | null;
  readonly execution_queue: string | null;
  /** What the worker registered. */
  readonly resources: { readonly cpu_usage?: number; readonly gpu_usage?: number } | null;
  /** The worker's report before this one, if it was of the same task. */
  readonly since: Date | null;
}

/**
 * Notes a sign of life of a worker and of the task that it runs, all in one statement: workers report every few seconds. A worker that is
 * unknown or gone is entered anew (wire-protocol §9).
 * @returns null when the worker runs no task.
 * @throws 400/101 the task is unknown; then nothing is noted.
 */
export async function noteReport(ctx: Context, report: StatusReport): Promise<ReportedTask | null> {
  const { company, user } = ctx.identity;
  const { worker, queues } = report;
  const task = report.task || null;
  const now = Prisma.sql`${ctx.now()}::timestamptz`;
  const isAlive = Prisma.sql`known.expires_at > ${now}`;
  const timeout = Prisma.sql`CASE WHEN ${isAlive} THEN known.register_timeout ELSE ${TIMEOUT}::int END`;
  const [noted] = await ctx.db.$queryRaw<
    Array<{ [field in keyof ReportedTask]: ReportedTask[field] | null }>
  >(Prisma.sql`
    WITH reported AS (
      UPDATE tasks SET last_worker = ${worker}, last_worker_report = ${now}, last_update = ${now}
      WHERE id = ${task}::text AND company = ${company}
      RETURNING id, company, "user", project, execution_queue
    ), before AS (
      SELECT task, last_report_time, resources FROM workers AS known
      WHERE company = ${company} AND "user" = ${user} AND id = ${worker} AND ${isAlive} FOR UPDATE
    ), entry AS (
      INSERT INTO workers AS known (company, "user", id, ip, register_time, register_timeout, last_activity_time, last_report_time,
        expires_at, queues, queue, task, tags, system_tags)
      SELECT ${company}, ${user}, ${worker}, ${ctx.caller.address}, ${now}, ${TIMEOUT}::int, ${now}, ${now},
        ${now} + make_interval(secs => ${TIMEOUT}::int), ${[...(queues ?? [])]}::text[], ${report.queue || null}::text, ${task}::text,
        ${[...(report.tags ?? [])]}::text[], ${[...(report.system_tags ?? [])]}::text[]
      -- counted, so that the lock comes first
      FROM (SELECT count(*) FROM before) AS locked
      WHERE ${task}::text IS NULL OR EXISTS (SELECT FROM reported)
      ON CONFLICT (company, "user", id) DO UPDATE SET
        ip = excluded.ip,
        register_time = CASE WHEN ${isAlive} THEN known.register_time ELSE excluded.register_time END,
        register_timeout = ${timeout},
        last_activity_time = excluded.last_activity_time,
        last_report_time = excluded.last_report_time,
        expires_at = ${now} + make_interval(secs => ${timeout}),
        queues = CASE WHEN ${queues === undefined || queues === null} AND ${isAlive} THEN known.queues ELSE excluded.queues END,
        queue = excluded.queue, task = excluded.task, tags = excluded.tags, system_tags = excluded.system_tags,
        resources = CASE WHEN ${isAlive} THEN known.resources END
      RETURNING task
    )
    SELECT reported.*, before.resources, CASE WHEN before.task = entry.task THEN before.last_report_time END AS since
    FROM entry LEFT JOIN reported ON true LEFT JOIN before ON true`);
  if (!noted) throw errors.invalidTaskId({ id: task, company });
  return noted.id === null ? null : (noted as ReportedTask);
}
