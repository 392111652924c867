import { z } from "zod";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { many } from "../../platform/many";
import { archiveTask, unarchiveTask } from "../archive";
import { asked } from "../lifecycle";
import { statusChange } from "../schema";
import { requireTask, requireTasks } from "../store";

const { task, ...note } = statusChange;
const options = { ...note, include_pipeline_steps: z.boolean().nullish() };

/** All of the tasks or none, of older clients. */
export const archive = mutation({
  name: "tasks.archive",
  since: "1.0",
  auth: "user",
  summary: "Archive tasks, all or none",
  request: z.object({ ...options, tasks: z.array(task).min(1) }),
  response: z.object({ archived: z.number().int() }),
}).handle((ctx, input) =>
  inTransaction(ctx, async (tx) => {
    // in order of id, so that two calls for the same tasks wait for each other instead of locking each other out
    const tasks = await requireTasks(tx, [...input.tasks].sort(), { write: true });
    for (const one of tasks) await archiveTask(tx, one, { ...input, ...asked(input) });
    return { archived: tasks.length };
  }),
);

const archiveOne = mutation({
  name: "tasks.archive_many",
  auth: "user",
  summary: "Archive a task",
  request: z.object({ ...options, task }),
  response: z.object({ archived: z.boolean() }),
}).handle((ctx, input) =>
  inTransaction(ctx, async (tx) => {
    const one = await requireTask(tx, input.task, { write: true });
    await archiveTask(tx, one, { ...input, ...asked(input) });
    return { archived: true };
  }),
);

const unarchiveOne = mutation({
  name: "tasks.unarchive_many",
  auth: "user",
  summary: "Bring an archived task back",
  request: z.object({ ...options, task }),
  response: z.object({ unarchived: z.boolean() }),
}).handle((ctx, input) =>
  inTransaction(ctx, async (tx) => {
    const one = await requireTask(tx, input.task, { write: true });
    await unarchiveTask(tx, one, { ...input, ...asked(input) });
    return { unarchived: true };
  }),
);

export const archiveMany = many(archiveOne, {
  name: "tasks.archive_many",
  since: "1.0",
  key: "task",
  summary: "Archive tasks",
});

export const unarchiveMany = many(unarchiveOne, {
  name: "tasks.unarchive_many",
  since: "1.0",
  key: "task",
  summary: "Bring archived tasks back",
});
