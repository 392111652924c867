import { z } from "zod";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { appendEntry } from "../../queues/entries";
import { isQueueWatched, requireQueue } from "../../queues/store";
import { cloneTask } from "../../tasks/clone";
import { writeHyperparams } from "../../tasks/hyperparams";
import { setStatus } from "../../tasks/lifecycle";
import { requireTask } from "../../tasks/store";
import { nextRunName } from "../runs";

/** Where arguments of a script stand among the hyperparameters. */
const ARGS_SECTION = "Args";

export const startPipeline = mutation({
  name: "pipelines.start_pipeline",
  since: "1.0",
  auth: "user",
  summary: "Run a pipeline again: copy its controller, with other arguments, and queue the copy",
  request: z.object({
    /** The controller to copy. */
    task: z.string(),
    queue: z.string(),
    args: z.array(z.object({ name: z.string().trim().min(1), value: z.string() })).nullish(),
    verify_watched_queue: z.boolean().nullish(),
  }),
  response: z.object({ pipeline: z.string(), enqueued: z.boolean(), queue_watched: z.boolean().optional() }),
}).handle((ctx, input) =>
  inTransaction(ctx, async (tx) => {
    const source = await requireTask(tx, input.task);
    const { id: queue } = await requireQueue(tx, input.queue);
    const { project } = source;
    const pipeline = await cloneTask(tx, source, { name: await nextRunName(tx, source) });
    const args = (input.args ?? []).map((arg) => ({ section: ARGS_SECTION, ...arg }));
    await writeHyperparams(tx, pipeline, args);
    const run = { id: pipeline, company: tx.identity.company, status: "created", project };
    await setStatus(tx, run, "queued", {
      message: "Starting pipeline",
      set: { execution_queue: queue },
      also: { enqueue_status: "created" },
    });
    await appendEntry(tx, queue, pipeline);
    const watched = input.verify_watched_queue ? { queue_watched: await isQueueWatched(tx, queue) } : {};
    return { pipeline, enqueued: true, ...watched };
  }),
);
