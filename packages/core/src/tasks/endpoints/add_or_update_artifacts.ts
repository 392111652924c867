import { z } from "zod";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { writeArtifacts } from "../artifacts";
import { changeTask, openTask, UNFINISHED } from "../editing";
import { Artifact } from "../schema";

export const addOrUpdateArtifacts = mutation({
  name: "tasks.add_or_update_artifacts",
  since: "2.10",
  auth: "user",
  summary: "Add artifacts to a task or replace some",
  request: z.object({ task: z.string(), artifacts: z.array(Artifact).min(1) }),
  response: z.object({ updated: z.number().int() }),
}).handle((ctx, input) =>
  inTransaction(ctx, async (tx) => {
    const task = await openTask(tx, input.task, UNFINISHED);
    await writeArtifacts(tx, task.id, input.artifacts);
    await changeTask(tx, task);
    return { updated: 1 };
  }),
);
