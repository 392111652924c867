import { z } from "zod";
import { query } from "../../platform/endpoint";
import { upgradeTaskRequest } from "../../tasks/legacy";
import { Prepared, prepareDownload } from "../download";

export const prepareDownloadForGetAll = query({
  name: "organization.prepare_download_for_get_all",
  since: "1.0",
  auth: "user",
  summary: "Prepare a query of tasks or models for download as CSV",
  request: z.looseObject({
    entity_type: Prepared.shape.entity_type,
    only_fields: Prepared.shape.only_fields,
    field_mappings: Prepared.shape.field_mappings,
    allow_public: z.boolean().nullish(),
    search_hidden: z.boolean().nullish(),
  }),
  response: z.object({ prepare_id: z.string() }),
}).handle(async (ctx, { entity_type, only_fields, field_mappings, ...asked }) => {
  const query = entity_type === "task" ? upgradeTaskRequest(ctx.version, asked) : asked;
  return { prepare_id: await prepareDownload(ctx, { entity_type, only_fields, field_mappings, query }) };
});
