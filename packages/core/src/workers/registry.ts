import { Prisma } from "@limpid/db";
import type { Context } from "../platform/context";

/** Seconds without a report after which a worker is gone, unless it said otherwise (wire-protocol §15). */
export const TIMEOUT = 600;

/** Seconds that `last_seen` reaches back at most; longer periods are as good as this, and PostgreSQL does not know all of them. */
const LONGEST_SEC = 3_000_000_000;

/** A worker as stored: one row for a company's user and the worker's id (wire-protocol §9). */
export type WorkerRow = Prisma.WorkerModel;

/** The conditions of workers.get_all. */
export interface WorkerFilter {
  readonly last_seen?: number | null;
  readonly tags?: readonly string[] | null;
  readonly system_tags?: readonly string[] | null;
  readonly worker_pattern?: string | null;
}

/** What a worker says of itself when it registers. */
export interface Registration {
  readonly worker: string;
  readonly queues?: readonly string[] | null;
  readonly tags?: readonly string[] | null;
  readonly system_tags?: readonly string[] | null;
  readonly timeout?: number | null;
  readonly resources?: Prisma.InputJsonObject | null;
}

/** A worker's name in one text: the `key` of workers.get_all, and the owner of its statistics in the event store. */
export function workerKey({ company, user, id }: Pick<WorkerRow, "company" | "user" | "id">): string {
  return `worker:${company}:${user}:${id}`;
}

/** Which of the company's workers live, as a condition on `workers`. */
export function alive(ctx: Pick<Context, "identity" | "now">): Prisma.Sql {
  return Prisma.sql`(workers.company = ${ctx.identity.company} AND workers.expires_at > ${ctx.now()}::timestamptz)`;
}

/** {@link alive}, and what a client asked for. */
export function matching(ctx: Context, { last_seen, tags, system_tags, worker_pattern }: WorkerFilter): Prisma.Sql {
  const conditions = [
    alive(ctx),
    ...tagged(Prisma.sql`workers.tags`, tags),
    ...tagged(Prisma.sql`workers.system_tags`, system_tags),
  ];
  if (last_seen && last_seen > 0) {
    const since = Prisma.sql`${ctx.now()}::timestamptz - make_interval(secs => ${Math.min(last_seen, LONGEST_SEC)}::float8)`;
    conditions.push(Prisma.sql`workers.last_activity_time >= ${since}`);
  }
  if (worker_pattern) conditions.push(Prisma.sql`workers.id LIKE ${likePattern(worker_pattern)}`);
  return Prisma.join(conditions, " AND ");
}

/** Any of the tags, none of those with a leading `-`; no list is no condition. */
function tagged(column: Prisma.Sql, tags: readonly string[] | null | undefined): Prisma.Sql[] {
  const excluded = (tags ?? []).filter((tag) => tag.startsWith("-")).map((tag) => tag.slice(1));
  const included = (tags ?? []).filter((tag) => !tag.startsWith("-"));
  return [
    ...(included.length > 0 ? [Prisma.sql`${column} && ${included}::text[]`] : []),
    ...(excluded.length > 0 ? [Prisma.sql`NOT ${column} && ${excluded}::text[]`] : []),
  ];
}

function likePattern(pattern: string): string {
  return pattern
    .replaceAll(/[\\%_]/g, "\\$&")
    .replaceAll("*", "%")
    .replaceAll("?", "_");
}

/** Enters a worker; what was known of it is replaced (wire-protocol §9). */
export async function registerWorker(ctx: Context, registration: Registration): Promise<void> {
  const { worker, queues, tags, system_tags, timeout, resources } = registration;
  const now = ctx.now();
  const register_timeout = timeout ?? TIMEOUT;
  const entry = {
    ip: ctx.caller.address,
    register_time: now,
    register_timeout,
    last_activity_time: now,
    last_report_time: null,
    expires_at: new Date(now.getTime() + register_timeout * 1000),
    queues: [...(queues ?? [])],
    queue: null,
    task: null,
    tags: [...(tags ?? [])],
    system_tags: [...(system_tags ?? [])],
    resources: resources ?? Prisma.DbNull,
  };
  const { company, user } = ctx.identity;
  await ctx.db.worker.upsert({
    where: { company_user_id: { company, user, id: worker } },
    create: { company, user, id: worker, ...entry },
    update: entry,
  });
}

/** Ends a worker's life; an unknown one is no error. Its row stays as long as its statistics do. */
export async function unregisterWorker(ctx: Context, id: string): Promise<void> {
  const { company, user } = ctx.identity;
  const now = ctx.now();
  await ctx.db.worker.updateMany({ where: { company, user, id, expires_at: { gt: now } }, data: { expires_at: now } });
}
