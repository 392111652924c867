import { launchTask } from "@limpid/core/agents/job";
import { type JobBackend, openWorker } from "@limpid/core/platform/bullmq";

/**
 * Works on the jobs that tell of tasks in the agent's queues, in a lane of their own, so that no slow job of another kind is in the way.
 * @param fill takes what waits, whichever job has told of it.
 */
export function startLaunchWorker(
  backend: JobBackend,
  fill: () => Promise<void>,
): Promise<{ close: () => Promise<void> }> {
  return openWorker(backend, fill, { concurrency: 1, lane: launchTask.lane });
}
