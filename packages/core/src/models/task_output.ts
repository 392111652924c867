import { Prisma } from "@limpid/db";
import type { Context } from "../platform/context";

/** The name under which models.update_for_task lists a model in its task. */
const OUTPUT_NAME = "Output Model";

/** The id of the newest output model of a task; null when it has none. */
export async function lastOutput(ctx: Context, task: string): Promise<string | null> {
  const row = await ctx.db.taskModel.findFirst({
    where: { task, type: "output" },
    orderBy: { position: "desc" },
    select: { model: true },
  });
  return row?.model ?? null;
}

/** Makes a model the one output model of a task, as models.update_for_task does (wire-protocol §7.2). */
export async function setOutput(tx: Context, task: string, model: string): Promise<void> {
  const now = tx.now();
  const { user } = tx.identity;
  await tx.db.$executeRaw(
    Prisma.sql`UPDATE tasks SET last_update = ${now}, last_change = ${now}, last_changed_by = ${user} WHERE id = ${task}`,
  );
  await tx.db.taskModel.deleteMany({ where: { task, type: "output" } });
  await tx.db.taskModel.create({ data: { task, type: "output", position: 0, name: OUTPUT_NAME, model, updated: now } });
}
