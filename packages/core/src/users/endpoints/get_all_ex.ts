import { z } from "zod";
import { entities } from "../../entities";
import { query } from "../../platform/endpoint";
import { findDocuments } from "../../platform/find/find";
import { listReply } from "../../platform/find/reply";
import { queryFields } from "../../platform/find/request";
import { activeIn } from "../activity";

export const getAllEx = query({
  name: "users.get_all_ex",
  since: "1.0",
  auth: "user",
  summary: "The users that match, with joined references",
  request: z.looseObject({ ...queryFields(entities.user), active_in_projects: z.array(z.string()).nullish() }),
  response: listReply("users"),
}).handle(async (ctx, input) => {
  const { documents, ...scroll } = await findDocuments(ctx, entities.user, input, {
    mode: "get_all_ex",
    conditions: input.active_in_projects ? [activeIn(ctx, input.active_in_projects)] : [],
  });
  return { users: documents, ...scroll };
});
