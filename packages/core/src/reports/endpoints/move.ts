import { z } from "zod";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { moveTarget, targetFields } from "../../projects/target";
import { changeTask } from "../../tasks/editing";
import { dropEmptyFolder, holdFolders, openReport, reportsFolder } from "../store";

export const move = mutation({
  name: "reports.move",
  since: "1.0",
  auth: "user",
  summary: "Move a report to the reports of another project",
  request: z.object({ task: z.string(), ...targetFields }),
  response: z.object({ project_id: z.string() }),
}).handle((ctx, { task, ...target }) =>
  inTransaction(ctx, async (tx) => {
    await holdFolders(tx);
    const report = await openReport(tx, task);
    const project = await reportsFolder(tx, await moveTarget(tx, target));
    if (project !== report.project) {
      await changeTask(tx, report, { project });
      await dropEmptyFolder(tx, report.project);
    }
    return { project_id: project };
  }),
);
