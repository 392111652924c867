import { z } from "zod";
import { entities } from "../../entities";
import { query } from "../../platform/endpoint";
import { findDocuments } from "../../platform/find/find";
import { downgradeMetadata } from "../../platform/find/legacy";
import { listReply } from "../../platform/find/reply";
import { queryFields } from "../../platform/find/request";
import { addLabelCounts } from "../statistics";

export const getAllEx = query({
  name: "models.get_all_ex",
  since: "1.0",
  auth: "user",
  summary: "The models that match, with joined references",
  request: z.looseObject({ ...queryFields(entities.model), include_stats: z.boolean().nullish() }),
  response: listReply("models"),
}).handle(async (ctx, input) => {
  const { documents, ...scroll } = await findDocuments(ctx, entities.model, input, { mode: "get_all_ex" });
  if (input.include_stats) await addLabelCounts(ctx, documents);
  return { models: documents.map((model) => downgradeMetadata(ctx.version, model)), ...scroll };
});
