import { z } from "zod";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { touchProjects } from "../../projects/store";
import { moveTarget, targetFields } from "../../projects/target";
import { openTasks } from "../editing";
import { changeOf } from "../store";

export const move = mutation({
  name: "tasks.move",
  since: "1.0",
  auth: "user",
  summary: "Move tasks to another project",
  request: z.object({ ids: z.array(z.string()).min(1), ...targetFields }),
  response: z.object({ project_id: z.string().nullable() }),
}).handle((ctx, input) =>
  inTransaction(ctx, async (tx) => {
    const tasks = await openTasks(tx, input.ids);
    const project = await moveTarget(tx, input);
    await tx.db.task.updateMany({
      where: { id: { in: tasks.map(({ id }) => id) } },
      data: { project, ...changeOf(tx) },
    });
    await touchProjects(tx, [project, ...tasks.map((task) => task.project)]);
    return { project_id: project };
  }),
);
