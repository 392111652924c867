import { z } from "zod";
import { entities } from "../../entities";
import { query } from "../../platform/endpoint";
import { findDocuments } from "../../platform/find/find";
import { listReply } from "../../platform/find/reply";
import { queryFields } from "../../platform/find/request";
import { downgradeTags } from "../../platform/tags";
import { extraFields } from "../extras";
import { addProjectExtras, projectExtraConditions } from "../statistics";

export const getAllEx = query({
  name: "projects.get_all_ex",
  since: "1.0",
  auth: "user",
  summary: "The projects that match, with joined references and statistics",
  request: z.looseObject({
    ...queryFields(entities.project),
    shallow_search: z.boolean().nullish(),
    non_public: z.boolean().nullish(),
    ...extraFields,
  }),
  response: listReply("projects"),
}).handle(async (ctx, input) => {
  const { documents, ...scroll } = await findDocuments(ctx, entities.project, input, {
    mode: "get_all_ex",
    conditions: [projectExtraConditions(ctx, input)],
    ...(input.non_public ? { allowPublic: false } : {}),
  });
  await addProjectExtras(ctx, documents, input);
  return { projects: documents.map((project) => downgradeTags(ctx.version, project)), ...scroll };
});
