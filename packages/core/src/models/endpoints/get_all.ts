import { z } from "zod";
import { entities } from "../../entities";
import { query } from "../../platform/endpoint";
import { findDocuments } from "../../platform/find/find";
import { downgradeMetadata } from "../../platform/find/legacy";
import { listReply } from "../../platform/find/reply";
import { queryFields } from "../../platform/find/request";

export const getAll = query({
  name: "models.get_all",
  since: "1.0",
  auth: "user",
  summary: "The models that match, with plain ids for references",
  request: z.looseObject(queryFields(entities.model)),
  response: listReply("models"),
}).handle(async (ctx, input) => {
  const { documents, ...scroll } = await findDocuments(ctx, entities.model, input, { mode: "get_all" });
  return { models: documents.map((model) => downgradeMetadata(ctx.version, model)), ...scroll };
});
