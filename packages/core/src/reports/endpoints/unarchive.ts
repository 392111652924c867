import { z } from "zod";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { unarchiveTask } from "../../tasks/archive";
import { reportChange } from "../schema";
import { openReport } from "../store";

export const unarchive = mutation({
  name: "reports.unarchive",
  since: "1.0",
  auth: "user",
  summary: "Bring an archived report back; one that is not archived succeeds too",
  request: z.object(reportChange),
  response: z.object({ unarchived: z.number().int() }),
}).handle((ctx, { task, message }) =>
  inTransaction(ctx, async (tx) => {
    await unarchiveTask(tx, await openReport(tx, task), { reason: "", message: message ?? "" });
    return { unarchived: 1 };
  }),
);
