import { z } from "zod";
import { entities } from "../../entities";
import { query } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { loadDocuments } from "../../platform/find/load";
import { downgradeTags } from "../../platform/tags";

export const getById = query({
  name: "projects.get_by_id",
  since: "1.0",
  auth: "user",
  summary: "One project, whole",
  request: z.object({ project: z.string() }),
  response: z.object({ project: z.looseObject({ id: z.string() }) }),
}).handle(async (ctx, input) => {
  const [project] = await loadDocuments(ctx, entities.project, [input.project], { fields: "all" });
  if (!project) throw errors.invalidProjectId({ id: input.project, company: ctx.identity.company });
  return { project: { id: input.project, ...downgradeTags(ctx.version, project) } };
});
