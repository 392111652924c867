import { createPostgresBackend, type Processor, Queue, runMigrations, Worker } from "bullmq";
import { Redis } from "ioredis";
import pg from "pg";
import type { Logger } from "pino";
import type { JobQueue } from "./jobs";

/** The one BullMQ queue of the product; kinds are told apart by the job's name. */
const QUEUE_NAME = "limpid";

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
export async function openQueue(backend: JobBackend): Promise<{ queue: Queue; close: () => Promise<void> }> {
  if (backend.redis_url) {
    const connection = openRedis(backend.redis_url, backend.log);
    const queue = watched(new Queue(QUEUE_NAME, { connection }), backend.log);
    return { queue, close: async () => void (await queue.close(), connection.disconnect()) };
  }
  await migrate(backend.database_url);
  const queue = new Queue(
    QUEUE_NAME,
    { connection: { connectionString: backend.database_url } },
    createPostgresBackend,
  );
  watched(queue, backend.log);
  return { queue: queue as unknown as Queue, close: () => queue.close() };
}

/** A BullMQ worker on the chosen back end; `close` waits for the jobs in hand. */
export async function openWorker(
  backend: JobBackend,
  process: Processor,
  concurrency: number,
): Promise<{ close: () => Promise<void> }> {
  if (backend.redis_url) {
    const connection = openRedis(backend.redis_url, backend.log);
    const worker = watched(new Worker(QUEUE_NAME, process, { connection, concurrency }), backend.log);
    return { close: async () => void (await worker.close(), connection.disconnect()) };
  }
  await migrate(backend.database_url);
  const worker = new Worker(
    QUEUE_NAME,
    process,
    { connection: { connectionString: backend.database_url }, concurrency },
    createPostgresBackend,
  );
  watched(worker, backend.log);
  return { close: () => worker.close() };
}

/** The queue as verbs see it. @see {@link JobQueue} */
export async function createJobQueue(backend: JobBackend): Promise<JobQueue> {
  const { queue, close } = await openQueue(backend);
  return {
    add: async (kind, payload, { id, delay } = {}) => {
      await queue.add(kind.name, kind.payload.parse(payload), {
        jobId: id,
        delay,
        attempts: kind.attempts,
        backoff: kind.backoff,
        ...KEEP,
      });
    },
    close,
  };
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
