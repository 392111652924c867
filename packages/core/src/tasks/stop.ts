import { Prisma } from "@limpid/db";
import { askRunToStop } from "../agents/stop";
import type { Context } from "../platform/context";
import { removeEntries } from "../queues/entries";
import { type Changed, type StatusChange, setStatus } from "./lifecycle";
import type { Status } from "./status";
import type { TaskRow } from "./store";

/** Seconds without an update after which the worker of a task counts as gone (wire-protocol §7.3). */
const WORKER_TIMEOUT_SEC = 600;

/** The message by which the worker of a running task is asked to stop it (wire-protocol §7.3). */
export const STOPPING = "stopping";

/**
 * Stops a task at once, or, while a worker works on it, asks that worker to: the status stays and the message becomes `stopping`, which the
 * SDK reads (wire-protocol §7.3, §7.4). Force does not change who decides.
 * @throws 400/110 the status does not allow it.
 */
export async function stopTask(
  tx: Context,
  task: TaskRow,
  { force, reason }: Pick<StatusChange, "force" | "reason"> = {},
): Promise<Changed> {
  if (hasLiveWorker(task, tx.now())) {
    await askRunToStop(tx, task.id);
    return setStatus(tx, task, task.status as Status, { reason, message: STOPPING });
  }
  const message = `Stopped by ${tx.identity.user_name}`;
  const change = await setStatus(tx, task, "stopped", { force, reason, message });
  await removeEntries(tx, [task.id]);
  return change;
}

/** Whether a running task's worker has been asked to stop it; until the transaction ends nobody else asks. */
export async function isAskedToStop(tx: Context, id: string): Promise<boolean> {
  const [row] = await tx.db.$queryRaw<Array<{ status: string; status_message: string | null }>>(
    Prisma.sql`SELECT status, status_message FROM tasks WHERE id = ${id} FOR NO KEY UPDATE`,
  );
  return row?.status === "in_progress" && Boolean(row.status_message?.includes(STOPPING));
}

function hasLiveWorker(task: TaskRow, now: Date): boolean {
  if (task.status === "queued" || task.system_tags.includes("development") || !task.last_worker) return false;
  return now.getTime() - (task.last_update?.getTime() ?? 0) <= WORKER_TIMEOUT_SEC * 1000;
}
