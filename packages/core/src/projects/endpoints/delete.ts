import { z } from "zod";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { Urls } from "../../tasks/schema";
import { type Contents, countContents, subtreeIds } from "../contents";
import { deleteContents, detachContents } from "../removal";
import { lockTree, requireProject, touchProjects } from "../store";

export const deleteProject = mutation({
  name: "projects.delete",
  since: "1.0",
  auth: "user",
  summary: "Delete a project with everything below it; tasks and models only when asked to",
  request: z.object({
    project: z.string(),
    force: z.boolean().nullish(),
    delete_contents: z.boolean().nullish(),
    delete_external_artifacts: z.boolean().nullish(),
  }),
  response: z.object({
    deleted: z.number().int(),
    disassociated_tasks: z.number().int(),
    deleted_tasks: z.number().int(),
    deleted_models: z.number().int(),
    urls: Urls.nullable(),
  }),
}).handle((ctx, input) =>
  inTransaction(ctx, async (tx) => {
    await lockTree(tx, "exclusive");
    const project = await requireProject(tx, input.project, { write: true });
    const ids = await subtreeIds(tx, project.id);
    if (!input.force) refuseContents(await countContents(tx, ids));
    const contents = input.delete_contents
      ? await deleteContents(tx, ids, { delete_external_artifacts: input.delete_external_artifacts ?? true })
      : await detachContents(tx, ids);
    const { count } = await tx.db.project.deleteMany({ where: { id: { in: ids } } });
    await touchProjects(tx, [project.parent]);
    return { deleted: count, ...contents };
  }),
);

/** Archived things may go without force; the rest is refused, whether it would be deleted or only detached (wire-protocol §11). */
function refuseContents(contents: Contents): void {
  const { non_archived_tasks: tasks, non_archived_reports: reports, non_archived_models: models } = contents;
  if (tasks + reports > 0) throw errors.projectHasTasks("use force=true to delete", { tasks, reports });
  if (models > 0) throw errors.projectHasModels("use force=true to delete", { models });
  if (contents.datasets > 0)
    throw errors.projectHasDatasets("use force=true to delete", { datasets: contents.datasets });
  if (contents.pipelines > 0) {
    throw errors.projectHasPipelines("use force=true to delete", { pipelines: contents.pipelines });
  }
}
