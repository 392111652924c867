import { z } from "zod";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { archiveTask } from "../../tasks/archive";
import { reportChange } from "../schema";
import { openReport } from "../store";

export const archive = mutation({
  name: "reports.archive",
  since: "1.0",
  auth: "user",
  summary: "Archive a report; one that is archived succeeds too",
  request: z.object(reportChange),
  response: z.object({ archived: z.number().int() }),
}).handle((ctx, { task, message }) =>
  inTransaction(ctx, async (tx) => {
    await archiveTask(tx, await openReport(tx, task), { reason: "", message: message ?? "" });
    return { archived: 1 };
  }),
);
