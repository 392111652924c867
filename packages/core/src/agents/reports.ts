import { recordUsage } from "../organization/usage";
import type { Context } from "../platform/context";
import { ProtocolError } from "../platform/errors";
import { registerWorker, unregisterWorker } from "../workers/registry";
import { noteReport } from "../workers/report";
import type { MachineStats } from "../workers/schema";
import { appendStatistics } from "../workers/statistics";
import { runWorker } from "./claims";
import type { RunRow } from "./runs";

/** Enters an agent as a worker of its queues. */
export async function registerAgent(
  ctx: Context,
  agent: string,
  queues: readonly string[],
  tags: readonly string[],
): Promise<void> {
  await registerWorker(ctx, { worker: agent, queues, tags, system_tags: ["services"] });
}

/** A sign of life of an agent, with what it measured of its machine. */
export async function reportAgent(
  ctx: Context,
  agent: string,
  { queues, tags, stats }: { queues: readonly string[]; tags: readonly string[]; stats: MachineStats },
): Promise<void> {
  await noteReport(ctx, { worker: agent, queues, tags, system_tags: ["services"] });
  await appendStatistics(ctx, agent, ctx.now().getTime(), { active: false, stats });
}

/** Says that an agent works no more. */
export async function unregisterAgent(ctx: Context, agent: string): Promise<void> {
  await unregisterWorker(ctx, agent);
}

/**
 * A sign of life of a run's worker, and of its task, with what the run uses.
 * @returns false when the task is gone.
 */
export async function reportRun(ctx: Context, run: RunRow, stats: MachineStats | null): Promise<boolean> {
  const worker = runWorker(run.agent, run.task);
  try {
    const task = await noteReport(ctx, { worker, task: run.task, queue: run.queue, system_tags: ["services"] });
    if (task?.since) await recordUsage(ctx, { task, from: task.since, to: ctx.now(), resources: task.resources });
  } catch (error) {
    if (error instanceof ProtocolError) return false;
    throw error;
  }
  await appendStatistics(ctx, worker, ctx.now().getTime(), { active: true, stats });
  return true;
}
