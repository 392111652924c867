import { z } from "zod";
import { entities } from "../../entities";
import { query } from "../../platform/endpoint";
import { findDocuments } from "../../platform/find/find";
import { listReply } from "../../platform/find/reply";
import { queryFields } from "../../platform/find/request";
import { downgradeTaskReply, upgradeTaskRequest } from "../legacy";
import { TaskDocument } from "../schema";

export const getAll = query({
  name: "tasks.get_all",
  since: "1.0",
  auth: "user",
  summary: "The tasks that match, with plain ids for references",
  request: z.looseObject(queryFields(entities.task)),
  response: listReply("tasks", TaskDocument),
}).handle(async (ctx, input) => {
  const { documents, ...scroll } = await findDocuments(ctx, entities.task, upgradeTaskRequest(ctx.version, input), {
    mode: "get_all",
  });
  return { tasks: documents.map((task) => downgradeTaskReply(ctx.version, task)), ...scroll };
});
