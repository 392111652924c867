import { z } from "zod";
import { entities } from "../../entities";
import { query } from "../../platform/endpoint";
import { findDocuments } from "../../platform/find/find";
import { Ids, listReply } from "../../platform/find/reply";
import { queryFields } from "../../platform/find/request";
import { downgradeTaskReply, upgradeTaskRequest } from "../legacy";
import { JoinedTask } from "../schema";

export const getByIdEx = query({
  name: "tasks.get_by_id_ex",
  since: "1.0",
  auth: "user",
  summary: "Several tasks by id, with joined references; unknown ids are left out",
  request: z.looseObject({ ...queryFields(entities.task), id: Ids }),
  response: listReply("tasks", JoinedTask),
  missing: 11,
}).handle(async (ctx, input) => {
  // no ids means none here, while in a list call it is no condition
  if (input.id.length === 0) return { tasks: [] };
  const { documents, ...scroll } = await findDocuments(ctx, entities.task, upgradeTaskRequest(ctx.version, input), {
    mode: "get_all_ex",
  });
  return { tasks: documents.map((task) => downgradeTaskReply(ctx.version, task)), ...scroll };
});
