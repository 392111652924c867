import { Prisma } from "@limpid/db";
import type { Context } from "../platform/context";
import { wireDate, wireDateOrNull } from "../platform/dates";
import { compact, type Document } from "../platform/documents";
import { alive, matching, type WorkerFilter, type WorkerRow, workerKey } from "./registry";

interface WorkerWithNames extends WorkerRow {
  readonly user_name: string | null;
  readonly task_name: string | null;
  readonly active_duration: number | null;
  readonly last_iteration: bigint | null;
  readonly project: string | null;
  readonly project_name: string | null;
}

interface QueueInUse {
  readonly id: string;
  readonly name: string;
  readonly display_name: string | null;
  readonly num_tasks: number;
  readonly next_task: string | null;
  readonly next_task_name: string | null;
}

/** The living workers that match, as workers.get_all shows them (wire-protocol §9). Two statements for any number. */
export async function listWorkers(ctx: Context, filter: WorkerFilter): Promise<Document[]> {
  const workers = await ctx.db.$queryRaw<WorkerWithNames[]>(Prisma.sql`
    SELECT workers.*, users.name AS user_name, tasks.name AS task_name, tasks.active_duration, tasks.last_iteration,
      tasks.project, projects.name AS project_name
    FROM workers
    LEFT JOIN users ON users.id = workers."user"
    LEFT JOIN tasks ON tasks.id = workers.task AND tasks.company = workers.company
    LEFT JOIN projects ON projects.id = tasks.project
    WHERE ${matching(ctx, filter)}
    ORDER BY workers.id, workers."user"`);
  const queues = await queuesInUse(ctx, workers);
  return workers.map((worker) => describe(ctx, worker, queues));
}

/** How many living workers match. */
export async function countWorkers(ctx: Context, filter: WorkerFilter): Promise<number> {
  const [row] = await ctx.db.$queryRaw<[{ count: number }]>(
    Prisma.sql`SELECT count(*)::int AS count FROM workers WHERE ${matching(ctx, filter)}`,
  );
  return row.count;
}

/** A worker as a queue shows it. */
export interface QueueWorker {
  readonly name: string;
  readonly key: string;
  readonly ip: string | null;
  readonly task: { readonly id: string; readonly name: string | null } | null;
}

/** The living workers of each queue (queues.get_all_ex); queues without any are not in the result. */
export async function workersOfQueues(ctx: Context, ids: readonly string[]): Promise<Map<string, QueueWorker[]>> {
  const workers = await ctx.db.$queryRaw<Array<WorkerRow & { task_name: string | null }>>(Prisma.sql`
    SELECT workers.*, tasks.name AS task_name
    FROM workers LEFT JOIN tasks ON tasks.id = workers.task AND tasks.company = workers.company
    WHERE ${alive(ctx)} AND workers.queues && ${[...ids]}::text[]
    ORDER BY workers.id, workers."user"`);
  const byQueue = new Map<string, QueueWorker[]>();
  for (const worker of workers) {
    const task = worker.task === null ? null : { id: worker.task, name: worker.task_name };
    const shown = { name: worker.id, key: workerKey(worker), ip: worker.ip, task };
    for (const queue of new Set(worker.queues)) byQueue.set(queue, [...(byQueue.get(queue) ?? []), shown]);
  }
  return byQueue;
}

async function queuesInUse(ctx: Context, workers: readonly WorkerRow[]): Promise<Map<string, Document>> {
  const ids = [...new Set(workers.flatMap(({ queue, queues }) => (queue ? [queue, ...queues] : queues)))];
  if (ids.length === 0) return new Map();
  const rows = await ctx.db.$queryRaw<QueueInUse[]>(Prisma.sql`
    SELECT queues.id, queues.name, queues.display_name, head.task AS next_task, tasks.name AS next_task_name,
      (SELECT count(*)::int FROM queue_entries AS entry WHERE entry.queue = queues.id) AS num_tasks
    FROM queues
    LEFT JOIN LATERAL (
      SELECT entry.task FROM queue_entries AS entry WHERE entry.queue = queues.id ORDER BY entry.position LIMIT 1
    ) AS head ON true
    LEFT JOIN tasks ON tasks.id = head.task
    WHERE queues.id = ANY(${ids}::text[]) AND queues.company IN (${ctx.identity.company}, '')`);
  return new Map(
    rows.map(({ next_task, next_task_name, ...queue }) => [
      queue.id,
      compact({ ...queue, next_task: named(next_task, next_task_name) }),
    ]),
  );
}

function describe(ctx: Context, worker: WorkerWithNames, queues: ReadonlyMap<string, Document>): Document {
  // queues that nobody knows are shown as they were reported
  const queueEntry = (id: string): Document => queues.get(id) ?? { id };
  return compact({
    id: worker.id,
    key: workerKey(worker),
    user: named(worker.user, worker.user_name),
    company: { id: worker.company, name: ctx.identity.company_name },
    ip: worker.ip,
    register_time: wireDate(worker.register_time),
    register_timeout: worker.register_timeout,
    last_activity_time: wireDate(worker.last_activity_time),
    last_report_time: wireDateOrNull(worker.last_report_time),
    task: currentTask(worker),
    project: named(worker.project, worker.project_name),
    queue: worker.queue === null ? null : queueEntry(worker.queue),
    queues: worker.queues.map(queueEntry),
    tags: worker.tags,
    system_tags: worker.system_tags,
  });
}

function currentTask({ task, task_name, active_duration, last_iteration }: WorkerWithNames): Document | null {
  if (task === null) return null;
  return compact({
    id: task,
    name: task_name,
    running_time: active_duration === null ? null : active_duration * 1000,
    last_iteration: last_iteration === null ? null : Number(last_iteration),
  });
}

function named(id: string | null, name: string | null): Document | null {
  return id === null ? null : compact({ id, name });
}
