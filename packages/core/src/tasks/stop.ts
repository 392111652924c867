import { askRunToStop } from "../agents/stop";
import type { Context } from "../platform/context";
import { removeEntries } from "../queues/entries";
import { type Changed, STOPPING, type StatusChange, setStatus } from "./lifecycle";
import type { Status } from "./status";
import type { TaskRow } from "./store";

/** Seconds without an update after which the worker of a task counts as gone (wire-protocol §7.3). */
const WORKER_TIMEOUT_SEC = 600;

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

function hasLiveWorker(task: TaskRow, now: Date): boolean {
  if (task.status === "queued" || task.system_tags.includes("development") || !task.last_worker) return false;
  return now.getTime() - (task.last_update?.getTime() ?? 0) <= WORKER_TIMEOUT_SEC * 1000;
}
