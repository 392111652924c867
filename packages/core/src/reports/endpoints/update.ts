import { z } from "zod";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { storedTags } from "../../platform/tags";
import { changeTask } from "../../tasks/editing";
import { Updated } from "../../tasks/schema";
import { ReportName, reportFields } from "../schema";
import { shorten } from "../shorten";
import { openReport } from "../store";

/** Characters of the text that the reply repeats. */
const SHOWN = 100;

export const update = mutation({
  name: "reports.update",
  since: "1.0",
  auth: "user",
  summary: "Change a report; text and assets only before it is published",
  request: z.object({ task: z.string(), name: ReportName.nullish(), ...reportFields }),
  response: Updated,
}).handle((ctx, { task, name, tags, comment, report, report_assets }) =>
  inTransaction(ctx, async (tx) => {
    const row = await openReport(tx, task);
    const given = { name, tags: tags && storedTags(tags), comment, report, report_assets };
    const columns = Object.fromEntries(
      Object.entries(given).filter(([, value]) => value !== null && value !== undefined),
    );
    if (Object.keys(columns).length === 0) return { updated: 0, fields: {} };
    if (("report" in columns || "report_assets" in columns) && row.status !== "created") {
      throw errors.invalidTaskStatus({ task, current_status: row.status, expected: "created" });
    }
    await changeTask(tx, row, columns);
    const shown = typeof report === "string" ? { report: shorten(report, SHOWN) } : {};
    return { updated: 1, fields: { ...columns, ...shown } };
  }),
);
