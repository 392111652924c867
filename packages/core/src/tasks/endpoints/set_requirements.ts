import type { Prisma } from "@limpid/db";
import { z } from "zod";
import { inTransaction } from "../../platform/context";
import { isObject } from "../../platform/documents";
import { mutation } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { changeTask, openTask } from "../editing";
import { Updated } from "../schema";

export const setRequirements = mutation({
  name: "tasks.set_requirements",
  since: "1.0",
  auth: "user",
  summary: "Replace the package requirements of a task's script",
  request: z.object({ task: z.string(), requirements: z.record(z.string(), z.unknown()) }),
  response: Updated,
}).handle((ctx, input) =>
  inTransaction(ctx, async (tx) => {
    const task = await openTask(tx, input.task);
    if (!isObject(task.script)) throw errors.missingTaskFields("the task has no script", { task: task.id });
    const script = { ...task.script, requirements: input.requirements };
    await changeTask(tx, task, { script: script as Prisma.InputJsonObject });
    return { updated: 1, fields: {} };
  }),
);
