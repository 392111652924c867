import { z } from "zod";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { setStatus } from "../../tasks/lifecycle";
import { Updated } from "../../tasks/schema";
import { reportChange } from "../schema";
import { openReport } from "../store";

/** A report never ran, so the table of changes of §7.3 does not hold; it may be published again. */
export const publish = mutation({
  name: "reports.publish",
  since: "1.0",
  auth: "user",
  summary: "Publish a report",
  request: z.object(reportChange),
  response: Updated,
}).handle((ctx, { task, message }) =>
  inTransaction(ctx, async (tx) =>
    setStatus(tx, await openReport(tx, task), "published", { force: true, message, set: { published: tx.now() } }),
  ),
);
