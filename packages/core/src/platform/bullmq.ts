import { Prisma } from "@limpid/db";
import { createPostgresBackend, type JobsOptions, type Processor, Queue, runMigrations, Worker } from "bullmq";
import { Redis } from "ioredis";
import pg from "pg";
import type { Logger } from "pino";
import type { JobFigures, JobKind, JobQueue } from "./jobs";

/** The BullMQ queue of kinds without a lane of their own; kinds are told apart by the job's name. */
const LANE = "limpid";

/** Where jobs are carried: Redis when an address is given, else the database (house.md, "Data"). */
export interface JobBackend {
  readonly database_url: string;
  readonly redis_url?: string;
  readonly log: Logger;
}

/** Finished jobs are kept for looking at, bounded. */
const KEEP = {
  removeOnComplete: { age: 3600, count: 1000 },
  removeOnFail: { age: 7 * 24 * 3600, count: 5000 },
} as const;

/** A BullMQ queue on the chosen back end; `close` ends its connection too. */
export async function openQueue(
  backend: JobBackend,
  lane = LANE,
): Promise<{ queue: Queue; close: () => Promise<void> }> {
  if (backend.redis_url) {
    const connection = openRedis(backend.redis_url, backend.log);
    const queue = watched(new Queue(lane, { connection }), backend.log);
    const close = async () => {
      await queue.close();
      connection.disconnect();
    };
    return { queue, close };
  }
  await migrate(backend.database_url);
  const queue = new Queue(lane, { connection: { connectionString: backend.database_url } }, createPostgresBackend);
  watched(queue, backend.log);
  return { queue: queue as unknown as Queue, close: () => queue.close() };
}

/** A BullMQ worker on the chosen back end; `close` waits for the jobs in hand. */
export async function openWorker(
  backend: JobBackend,
  process: Processor,
  { concurrency, lane = LANE }: { readonly concurrency: number; readonly lane?: string },
): Promise<{ close: () => Promise<void> }> {
  if (backend.redis_url) {
    const connection = openRedis(backend.redis_url, backend.log);
    const worker = watched(new Worker(lane, process, { connection, concurrency }), backend.log);
    const close = async () => {
      await worker.close();
      connection.disconnect();
    };
    return { close };
  }
  await migrate(backend.database_url);
  const worker = new Worker(
    lane,
    process,
    { connection: { connectionString: backend.database_url }, concurrency },
    createPostgresBackend,
  );
  watched(worker, backend.log);
  return { close: () => worker.close() };
}

/** The queue as verbs see it. @see {@link JobQueue} */
export async function createJobQueue(backend: JobBackend): Promise<JobQueue> {
  const common = openQueue(backend);
  const lanes = new Map([[LANE, common]]);
  await common;
  const laneOf = async ({ lane = LANE }: JobKind) => {
    const opened = lanes.get(lane) ?? openQueue(backend, lane);
    lanes.set(lane, opened);
    return (await opened).queue;
  };
  const add: JobQueue["add"] = async (kind, payload, { id, delay } = {}) => {
    const queue = await laneOf(kind);
    await queue.add(kind.name, kind.payload.parse(payload), { jobId: id, delay, ...optionsOf(kind) });
  };
  return {
    add,
    addWithin: async (tx, kind, payload) => {
      if (backend.redis_url) return tx.afterCommit(() => add(kind, payload));
      // what Queue.add does, on the transaction's own connection; the function says itself where its tables are
      const data = JSON.stringify(kind.payload.parse(payload));
      const options = optionsOf(kind);
      await tx.db.$executeRaw(Prisma.sql`
        SELECT bullmq.add_job(${kind.lane ?? LANE}, '', ${kind.name}, ${data}::jsonb, ${JSON.stringify(options)}::jsonb, 0, 0,
          ${Date.now()}::bigint, ${options.attempts}::int, NULL, NULL, NULL, NULL, NULL, false)`);
    },
    figures: async () => figuresOf((await common).queue),
    close: async () => {
      for (const opened of lanes.values()) await (await opened).close();
    },
  };
}

async function figuresOf(queue: Queue): Promise<JobFigures> {
  const [counts, ended] = await Promise.all([
    queue.getJobCounts("waiting", "prioritized", "failed"),
    queue.getJobs(["completed", "failed"], 0, 0),
  ]);
  const times = ended.flatMap((job) => (job?.finishedOn ? [job.finishedOn] : []));
  return {
    waiting: (counts.waiting ?? 0) + (counts.prioritized ?? 0),
    failed: counts.failed ?? 0,
    last_finished: times.length > 0 ? new Date(Math.max(...times)) : null,
  };
}

/** Jobs of a lane of their own only wake somebody up, so nothing is kept of them. */
function optionsOf({ attempts, backoff, lane }: JobKind): JobsOptions & { attempts: number } {
  return { attempts, backoff, ...(lane ? { removeOnComplete: true, removeOnFail: true } : KEEP) };
}

function openRedis(url: string, log: Logger): Redis {
  const connection = new Redis(url, { maxRetriesPerRequest: null });
  connection.on("error", (error) => log.error({ err: error }, "Redis"));
  return connection;
}

async function migrate(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await runMigrations(client);
  } finally {
    await client.end();
  }
}

/** BullMQ objects throw when nobody listens to their errors. */
function watched<T extends { on: (event: "error", listener: (error: Error) => void) => unknown }>(
  object: T,
  log: Logger,
): T {
  object.on("error", (error) => log.error({ err: error }, "job queue"));
  return object;
}
