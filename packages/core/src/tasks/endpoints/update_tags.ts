import { z } from "zod";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { updateTags as changeTags } from "../../platform/tags";
import { touchProjects } from "../../projects/store";
import { openTasks } from "../editing";

export const updateTags = mutation({
  name: "tasks.update_tags",
  since: "1.0",
  auth: "user",
  summary: "Add tags to tasks and remove tags from them",
  request: z.object({
    ids: z.array(z.string()).min(1),
    add_tags: z.array(z.string()).nullish(),
    remove_tags: z.array(z.string()).nullish(),
  }),
  /** How many tasks have the tags now, whether or not they had them before. */
  response: z.object({ updated: z.number().int() }),
}).handle((ctx, { ids, ...change }) =>
  inTransaction(ctx, async (tx) => {
    const tasks = await openTasks(tx, ids);
    await changeTags(tx, "task", ids, change);
    await touchProjects(
      tx,
      tasks.map((task) => task.project),
    );
    return { updated: tasks.length };
  }),
);
