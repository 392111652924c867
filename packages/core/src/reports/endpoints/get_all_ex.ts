import { z } from "zod";
import { query } from "../../platform/endpoint";
import { findDocuments } from "../../platform/find/find";
import { listReply } from "../../platform/find/reply";
import { queryFields } from "../../platform/find/request";
import { isReport, reportEntity } from "../entity";

export const getAllEx = query({
  name: "reports.get_all_ex",
  since: "1.0",
  auth: "user",
  summary: "The reports that match, with joined references",
  request: z.looseObject(queryFields(reportEntity)),
  response: listReply("tasks"),
}).handle(async (ctx, input) => {
  const { documents, ...scroll } = await findDocuments(ctx, reportEntity, input, {
    mode: "get_all_ex",
    conditions: [isReport],
  });
  return { tasks: documents, ...scroll };
});
