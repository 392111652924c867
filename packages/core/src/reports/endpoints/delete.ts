import { z } from "zod";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { deleteTasks } from "../../tasks/delete";
import { dropEmptyFolder, holdFolders, openReport } from "../store";

export const deleteReport = mutation({
  name: "reports.delete",
  since: "1.0",
  auth: "user",
  summary: "Delete a report, whatever its state",
  request: z.object({ task: z.string(), force: z.boolean().nullish() }),
  response: z.object({ deleted: z.number().int() }),
}).handle((ctx, { task }) =>
  inTransaction(ctx, async (tx) => {
    await holdFolders(tx);
    const report = await openReport(tx, task, { remove: true });
    const { deleted } = await deleteTasks(tx, [report]);
    await dropEmptyFolder(tx, report.project);
    return { deleted };
  }),
);
