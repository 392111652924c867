import { z } from "zod";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { storedTags } from "../../platform/tags";
import { lockTree, touchProjects } from "../../projects/store";
import { insertTask } from "../../tasks/create";
import { NO_SCRIPT } from "../../tasks/fields";
import { ReportName, reportFields } from "../schema";
import { reportsFolder } from "../store";

export const create = mutation({
  name: "reports.create",
  since: "1.0",
  auth: "user",
  summary: "Create a report in a project",
  request: z.object({ name: ReportName, project: z.string().nullish(), ...reportFields }),
  response: z.object({ id: z.string(), project_id: z.string() }),
}).handle((ctx, input) =>
  inTransaction(ctx, async (tx) => {
    await lockTree(tx, "shared");
    const project = await reportsFolder(tx, input.project || null);
    const id = await insertTask(tx, {
      name: input.name,
      type: "report",
      project,
      comment: input.comment,
      report: input.report,
      report_assets: input.report_assets ?? [],
      tags: storedTags(input.tags ?? []),
      system_tags: ["hidden", "reports"],
      script: NO_SCRIPT,
    });
    await touchProjects(tx, [project]);
    return { id, project_id: project };
  }),
);
