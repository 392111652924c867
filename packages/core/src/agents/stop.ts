import type { Context } from "../platform/context";

/** Lets the server's own agent know that a task that it runs is to end. */
export async function askRunToStop(tx: Context, task: string): Promise<void> {
  await tx.db.serviceRun.updateMany({ where: { task, ended: null, stop_asked: null }, data: { stop_asked: tx.now() } });
}
