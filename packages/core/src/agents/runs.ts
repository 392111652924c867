import { Prisma } from "@limpid/db";
import { endRunSessions } from "../auth/run";
import { type Context, inTransaction } from "../platform/context";
import { isLostRace, setStatus } from "../tasks/lifecycle";
import { requireTask, type TaskRow } from "../tasks/store";
import { unregisterWorker } from "../workers/registry";
import { runWorker } from "./claims";

/** A run as it is noted: what has to be known of it after a crash. */
export type RunRow = Prisma.ServiceRunModel;

/** How a run came out. */
export interface Outcome {
  readonly status: "completed" | "failed" | "stopped";
  readonly reason: string;
  readonly message: string;
}

/** What a task is at this moment, as far as its run has to know. */
export interface RunWatch {
  readonly run: string;
  /** Null when the task is gone, or another worker has it. */
  readonly status: string | null;
  /** Somebody wants it to end. */
  readonly stop: boolean;
  readonly runtime: Readonly<Record<string, unknown>>;
}

/** Runs that have not ended, in the order in which they were taken. */
export function openRuns(ctx: Context, agent: string): Promise<RunRow[]> {
  return ctx.db.serviceRun.findMany({ where: { agent, ended: null }, orderBy: [{ claimed: "asc" }, { id: "asc" }] });
}

/** Runs of which something may be left on the engine: those that ended before `until`. */
export function endedRuns(ctx: Context, agent: string, until: Date): Promise<RunRow[]> {
  return ctx.db.serviceRun.findMany({ where: { agent, removed: null, ended: { lte: until } } });
}

/** Which of these ids are runs of the agent at all. */
export async function knownRuns(ctx: Context, agent: string, ids: readonly string[]): Promise<Set<string>> {
  const known = await ctx.db.serviceRun.findMany({ where: { agent, id: { in: [...ids] } }, select: { id: true } });
  return new Set(known.map(({ id }) => id));
}

/** Notes that the engine has taken a run. */
export async function noteRunStarted(ctx: Context, id: string): Promise<void> {
  await ctx.db.serviceRun.updateMany({ where: { id, started: null }, data: { started: ctx.now() } });
}

/** Notes that nothing of some runs is left on the engine, and forgets those that ended before `before`. */
export async function noteRunsRemoved(ctx: Context, ids: readonly string[], before: Date): Promise<void> {
  await ctx.db.serviceRun.updateMany({ where: { id: { in: [...ids] } }, data: { removed: ctx.now() } });
  await ctx.db.serviceRun.deleteMany({ where: { removed: { lt: before } } });
}

/** How the tasks of some runs stand, in one statement for all. */
export async function watchRuns(ctx: Context, agent: string, ids: readonly string[]): Promise<RunWatch[]> {
  if (ids.length === 0) return [];
  return ctx.db.$queryRaw<RunWatch[]>(Prisma.sql`
    SELECT run.id AS run, task.status, run.stop_asked IS NOT NULL OR coalesce(task.status_message LIKE '%stopping%', false) AS stop,
      coalesce(task.runtime, '{}') AS runtime
    FROM service_runs AS run
    LEFT JOIN tasks AS task ON task.id = run.task AND task.company = run.company
      AND (task.last_worker = ${agent} || ':service:' || task.id OR task.status <> 'in_progress')
      AND NOT EXISTS (SELECT FROM service_runs AS later WHERE later.task = run.task AND later.claimed > run.claimed)
    WHERE run.id = ANY(${[...ids]}::text[])`);
}

/** The task of a run. @throws 400/101 it is gone. */
export function taskOfRun(ctx: Context, run: Pick<RunRow, "task">): Promise<TaskRow> {
  return requireTask(ctx, run.task);
}

/** Writes the image that a task is run in into the task, if it names none: so that it can be run again in the same. */
export async function noteImage(ctx: Context, task: string, image: string): Promise<void> {
  await ctx.db.$executeRaw(Prisma.sql`
    UPDATE tasks SET container = container || jsonb_build_object('image', ${image}::text)
    WHERE id = ${task} AND company = ${ctx.identity.company} AND coalesce(container ->> 'image', '') = ''`);
}

/** Notes that the task's program begins, as the Python agent does after it has prepared a container. */
export async function noteLaunch(ctx: Context, run: Pick<RunRow, "task" | "agent">): Promise<void> {
  await settle(ctx, run, (tx, task) =>
    setStatus(tx, task, "in_progress", { message: "launch by agent", when: { NOT: { status_message: "stopping" } } }),
  );
}

/**
 * Ends a run: the task gets its status, unless it has one already that it (or somebody) has set, or has gone elsewhere meanwhile; the run's
 * worker and tokens end.
 * @param outcome null leaves the task as it is.
 */
export async function finishRun(ctx: Context, run: RunRow, outcome: Outcome | null): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    if (outcome) {
      const { status, reason, message } = outcome;
      await settle(tx, run, (own, task) =>
        setStatus(own, task, status, { reason, message, set: { completed: own.now() } }),
      );
    }
    await endRunSessions(tx, run.id);
    await unregisterWorker(tx, runWorker(run.agent, run.task));
    await tx.db.serviceRun.updateMany({ where: { id: run.id, ended: null }, data: { ended: tx.now() } });
  });
}

/** Changes the status of a run's task, if it still runs and this is still its worker. */
async function settle(
  ctx: Context,
  run: Pick<RunRow, "task" | "agent">,
  change: (tx: Context, task: TaskRow) => Promise<unknown>,
): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const worker = runWorker(run.agent, run.task);
    const [task] = await tx.db.$queryRaw<TaskRow[]>(Prisma.sql`
      SELECT * FROM tasks WHERE id = ${run.task} AND status = 'in_progress' AND last_worker = ${worker} FOR NO KEY UPDATE`);
    if (!task) return;
    await change(tx, task).catch((error: unknown) => {
      if (!isLostRace(error)) throw error;
    });
  });
}
