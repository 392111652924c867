import { z } from "zod";
import { entities } from "../../entities";
import { query } from "../../platform/endpoint";
import { findDocuments } from "../../platform/find/find";
import { listReply } from "../../platform/find/reply";
import { queryFields } from "../../platform/find/request";
import { downgradeTags } from "../../platform/tags";

export const getAll = query({
  name: "projects.get_all",
  since: "1.0",
  auth: "user",
  summary: "The projects that match, with plain ids for references",
  request: z.looseObject({ ...queryFields(entities.project), shallow_search: z.boolean().nullish() }),
  response: listReply("projects"),
}).handle(async (ctx, input) => {
  const { documents, ...scroll } = await findDocuments(ctx, entities.project, input, { mode: "get_all" });
  return { projects: documents.map((project) => downgradeTags(ctx.version, project)), ...scroll };
});
