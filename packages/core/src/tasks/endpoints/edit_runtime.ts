import type { Prisma } from "@limpid/db";
import { z } from "zod";
import { inTransaction } from "../../platform/context";
import { isObject } from "../../platform/documents";
import { mutation } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { changeTask, openTask, UNFINISHED } from "../editing";
import { Runtime } from "../schema";

export const editRuntime = mutation({
  name: "tasks.edit_runtime",
  since: "1.0",
  auth: "user",
  summary: "Set and remove single runtime properties of a task",
  request: z.object({
    task: z.string(),
    add_or_update: Runtime.nullish(),
    /** Keys; unknown ones are passed over. */
    remove: z.array(z.string()).nullish(),
  }),
  response: z.object({ updated: z.number().int() }),
}).handle((ctx, input) => {
  const added = Object.entries(input.add_or_update ?? {});
  const removed = new Set(input.remove);
  const both = added.find(([key]) => removed.has(key));
  if (both) throw errors.fieldsConflict("a key is to be set and to be removed", { key: both[0] });
  return inTransaction(ctx, async (tx) => {
    const task = await openTask(tx, input.task, UNFINISHED);
    if (added.length + removed.size === 0) return { updated: 0 };
    const kept = Object.entries(isObject(task.runtime) ? task.runtime : {}).filter(([key]) => !removed.has(key));
    await changeTask(tx, task, { runtime: Object.fromEntries([...kept, ...added]) as Prisma.InputJsonObject });
    return { updated: 1 };
  });
});
