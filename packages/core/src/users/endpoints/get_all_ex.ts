import { z } from "zod";
import { entities } from "../../entities";
import { query } from "../../platform/endpoint";
import { findDocuments } from "../../platform/find/find";
import { listReply } from "../../platform/find/reply";
import { queryFields } from "../../platform/find/request";
import { activeIn } from "../activity";

const contract = {
  name: "users.get_all_ex",
  auth: "user",
  summary: "The users that match, with joined references",
  response: listReply("users"),
} as const;

export const getAllEx = query({
  ...contract,
  since: "2.8",
  request: z.looseObject({ ...queryFields(entities.user), active_in_projects: z.array(z.string()).nullish() }),
}).handle(async (ctx, input) => {
  const { documents, ...scroll } = await findDocuments(ctx, entities.user, input, {
    mode: "get_all_ex",
    conditions: input.active_in_projects ? [activeIn(ctx, input.active_in_projects)] : [],
  });
  return { users: documents, ...scroll };
});

/** Before users could be told by the projects that they are active in. */
export const getAllExAnywhere = query({
  ...contract,
  since: "1.0",
  request: z.looseObject(queryFields(entities.user)),
}).handle(async (ctx, input) => {
  const { documents, ...scroll } = await findDocuments(ctx, entities.user, input, { mode: "get_all_ex" });
  return { users: documents, ...scroll };
});
