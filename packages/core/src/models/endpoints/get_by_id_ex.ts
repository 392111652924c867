import { z } from "zod";
import { entities } from "../../entities";
import { query } from "../../platform/endpoint";
import { findDocuments } from "../../platform/find/find";
import { downgradeMetadata } from "../../platform/find/legacy";
import { Ids, listReply } from "../../platform/find/reply";
import { queryFields } from "../../platform/find/request";

export const getByIdEx = query({
  name: "models.get_by_id_ex",
  since: "1.0",
  auth: "user",
  summary: "Several models by id, with joined references; unknown ids are left out",
  request: z.looseObject({ ...queryFields(entities.model), id: Ids }),
  response: listReply("models"),
  missing: 11,
}).handle(async (ctx, input) => {
  // no ids means none here, while in a list call it is no condition
  if (input.id.length === 0) return { models: [] };
  const { documents, ...scroll } = await findDocuments(ctx, entities.model, input, { mode: "get_all_ex" });
  return { models: documents.map((model) => downgradeMetadata(ctx.version, model)), ...scroll };
});
