import { serviceContext } from "../auth/service";
import { type App, inTransaction } from "../platform/context";
import { isLostRace, setStatus } from "./lifecycle";

/** Reason and message of tasks that were stopped so; the SDK knows such a task by the text (wire-protocol §7.4). */
const NON_RESPONSIVE = "Forced stop (non-responsive)";

/** Tasks read at once. */
const PAGE = 200;

/**
 * Stops tasks that run but have not been updated for `timeoutSec` seconds (wire-protocol §7.3). One that gives a sign of life meanwhile goes on.
 * @returns how many were stopped.
 */
export async function stopNonResponsive(app: App, timeoutSec: number): Promise<number> {
  const ctx = serviceContext(app);
  const since = new Date(app.now().getTime() - timeoutSec * 1000);
  const silent = { status: "in_progress", OR: [{ last_update: { lt: since } }, { last_update: null }] };
  let stopped = 0;
  for (let after = ""; ; ) {
    const tasks = await app.db.task.findMany({
      where: { ...silent, id: { gt: after } },
      orderBy: { id: "asc" },
      take: PAGE,
    });
    for (const task of tasks) {
      stopped += await inTransaction(ctx, (tx) =>
        setStatus(tx, task, "stopped", {
          reason: NON_RESPONSIVE,
          message: NON_RESPONSIVE,
          set: { completed: tx.now() },
          when: silent,
        }),
      ).then(({ updated }) => updated, unlessLost);
    }
    const last = tasks.at(-1);
    if (!last || tasks.length < PAGE) return stopped;
    after = last.id;
  }
}

/** Somebody was faster, or the task has spoken: then it is theirs. */
function unlessLost(error: unknown): 0 {
  if (isLostRace(error)) return 0;
  throw error;
}
