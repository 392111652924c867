import { type JobBackend, openQueue, openWorker } from "@limpid/core/platform/bullmq";
import type { Job, JobTools } from "./jobs/job";

/** Jobs at once in this process. */
const CONCURRENCY = 4;

/**
 * Runs the catalogue: schedules the jobs that run by themselves and works on all of them.
 * @returns close, which waits for the jobs in hand.
 */
export async function startWorker(
  backend: JobBackend,
  tools: JobTools,
  catalogue: readonly Job[],
): Promise<{ close: () => Promise<void> }> {
  const { log } = backend;
  const byName = new Map(catalogue.map((row) => [row.kind.name, row]));
  const { queue, close: closeQueue } = await openQueue(backend);
  const scheduled = catalogue.filter(({ every, at }) => every !== undefined || at !== undefined);
  for (const { kind, every, at } of scheduled) {
    await queue.upsertJobScheduler(kind.name, at === undefined ? { every } : { pattern: at, tz: "UTC" }, {
      name: kind.name,
      data: {},
      opts: { attempts: kind.attempts, backoff: kind.backoff, removeOnComplete: 100, removeOnFail: 100 },
    });
  }
  const known = new Set(scheduled.map((row) => row.kind.name));
  for (const scheduler of await queue.getJobSchedulers()) {
    if (!known.has(scheduler.key)) await queue.removeJobScheduler(scheduler.key);
  }
  const worker = await openWorker(
    backend,
    async ({ name, data }) => {
      const row = byName.get(name);
      if (!row) throw new Error(`no job is called ${name}`);
      const done = await row.run(tools, row.kind.payload.parse(data));
      if (done) log.info({ job: name }, done);
      return done;
    },
    { concurrency: CONCURRENCY },
  );
  return {
    close: async () => {
      await worker.close();
      await closeQueue();
    },
  };
}
