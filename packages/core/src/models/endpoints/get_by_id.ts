import { z } from "zod";
import { entities } from "../../entities";
import { query } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { downgradeMetadata } from "../../platform/find/legacy";
import { loadDocuments } from "../../platform/find/load";

export const getById = query({
  name: "models.get_by_id",
  since: "1.0",
  auth: "user",
  summary: "One model, whole",
  request: z.object({ model: z.string() }),
  response: z.object({ model: z.looseObject({ id: z.string() }) }),
}).handle(async (ctx, input) => {
  const [model] = await loadDocuments(ctx, entities.model, [input.model]);
  if (!model) throw errors.invalidModelId({ id: input.model, company: ctx.identity.company });
  return { model: { id: input.model, ...downgradeMetadata(ctx.version, model) } };
});
