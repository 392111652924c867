import { Prisma } from "@limpid/db";
import { z } from "zod";
import { removeEvents } from "../../events/remove";
import { type Context, inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { many } from "../../platform/many";
import { removeEntries } from "../../queues/entries";
import { clearLastMetrics } from "../last-metrics";
import { setStatus } from "../lifecycle";
import { dropOutputs, findOutputs, refusePublishedModels } from "../outputs";
import { forcedChange, Updated, Urls } from "../schema";
import { requireTask } from "../store";

const flag = z.boolean().nullish();

export const reset = mutation({
  name: "tasks.reset",
  since: "1.0",
  auth: "user",
  summary: "Make a task a draft again: without results, as if it had never run",
  request: z.object({
    ...forcedChange,
    /** Script and execution go too. */
    clear_all: flag,
    return_file_urls: flag,
    delete_output_models: flag,
    delete_external_artifacts: flag,
  }),
  response: Updated.extend({
    deleted_models: z.number().int(),
    /** `{}` when it was in no queue. */
    dequeued: z.object({ removed: z.number().int().optional() }),
    events: z.object({}),
    urls: z.union([Urls, z.object({}).strict()]),
  }),
}).handle((ctx, input) =>
  inTransaction(ctx, async (tx) => {
    const task = await requireTask(tx, input.task, { write: true });
    const change = await setStatus(tx, task, "created", { force: input.force, reason: "reset", message: "reset" });
    if (!input.force) await refusePublishedModels(tx, task.id);
    const queues = await removeEntries(tx, [task.id]);
    const outputs = await findOutputs(tx, [task.id], input);
    await dropOutputs(tx, [task.id], outputs, input);
    await forgetRun(tx, task.id, input.clear_all ?? false);
    // what the client reports next must not be taken for what the run before it reported
    tx.afterCommit(async () => void (await removeEvents(tx, [task.id])), { awaited: true });
    return {
      ...change,
      deleted_models: outputs.drafts.length,
      dequeued: queues.length > 0 ? { removed: queues.length } : {},
      events: {},
      urls: input.return_file_urls ? outputs.urls : {},
    };
  }),
);

async function forgetRun(tx: Context, task: string, clearAll: boolean): Promise<void> {
  const draft = clearAll ? Prisma.sql`, script = NULL, execution = '{}'` : Prisma.empty;
  await tx.db.$executeRaw(Prisma.sql`
    UPDATE tasks SET last_iteration = 0, metric_stats = '{}', runtime = '{}', output = output - '{result,error}'::text[],
      last_worker = NULL, last_worker_report = NULL, started = NULL, completed = NULL, published = NULL, active_duration = NULL,
      enqueue_status = NULL, execution_queue = NULL ${draft}
    WHERE id = ${task}`);
  await clearLastMetrics(tx, [task]);
  await tx.db.taskModel.deleteMany({ where: { task, type: "output" } });
  await tx.db.taskArtifact.deleteMany({ where: clearAll ? { task } : { task, mode: "output" } });
}

export const resetMany = many(reset, {
  name: "tasks.reset_many",
  since: "1.0",
  key: "task",
  summary: "Make tasks drafts again",
  pick: ({ dequeued, events: _events, ...reply }) => ({ ...reply, dequeued: dequeued.removed !== undefined }),
});
