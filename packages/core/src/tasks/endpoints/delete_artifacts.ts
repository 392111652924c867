import { z } from "zod";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { deleteArtifacts as removeArtifacts } from "../artifacts";
import { changeTask, openTask, UNFINISHED } from "../editing";
import { ArtifactId } from "../schema";

/** The files stay where they are. */
export const deleteArtifacts = mutation({
  name: "tasks.delete_artifacts",
  since: "2.10",
  auth: "user",
  summary: "Take artifacts from a task",
  request: z.object({ task: z.string(), artifacts: z.array(ArtifactId).min(1) }),
  response: z.object({ deleted: z.number().int() }),
}).handle((ctx, input) =>
  inTransaction(ctx, async (tx) => {
    const task = await openTask(tx, input.task, UNFINISHED);
    await removeArtifacts(tx, task.id, input.artifacts);
    await changeTask(tx, task);
    return { deleted: 1 };
  }),
);
