import { z } from "zod";
import { type Context, inTransaction } from "../../platform/context";
import { wireDate } from "../../platform/dates";
import { mutation } from "../../platform/endpoint";
import { ProtocolError } from "../../platform/errors";
import { setStatus } from "../../tasks/lifecycle";
import { type TakenEntry, takeHead } from "../entries";
import { requireQueue } from "../store";

export const getNextTask = mutation({
  name: "queues.get_next_task",
  since: "1.0",
  auth: "user",
  summary: "Take the head of a queue; nothing in the reply when there is none",
  request: z.object({ queue: z.string(), task: z.string().nullish(), get_task_info: z.boolean().nullish() }),
  response: z.object({
    entry: z.object({ task: z.string(), added: z.string() }).optional(),
    task_info: z.object({ company: z.string(), user: z.string() }).optional(),
  }),
}).handle(async (ctx, input) => {
  const taken = await takeHead(ctx, input.queue, input.task);
  if (!taken) {
    await requireQueue(ctx, input.queue, { write: true });
    return {};
  }
  const { task, added, company, user } = taken;
  if (taken.status === "stopped") await requeue(ctx, taken);
  return {
    entry: { task, added: wireDate(added) },
    ...(input.get_task_info ? { task_info: { company, user } } : {}),
  };
});

/**
 * A task that was stopped while it waited is run all the same, as a queued one (wire-protocol §9). Not in one transaction with the taking,
 * which would wait for task locks while it holds the entry; whoever changes the task in between has the last word.
 */
async function requeue(ctx: Context, { task: id, company, status, project }: TakenEntry): Promise<void> {
  try {
    await inTransaction(ctx, (tx) => setStatus(tx, { id, company, status, project }, "queued"));
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
  }
}
