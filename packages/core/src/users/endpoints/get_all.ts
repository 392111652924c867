import { z } from "zod";
import { entities } from "../../entities";
import { query } from "../../platform/endpoint";
import { findDocuments } from "../../platform/find/find";
import { listReply } from "../../platform/find/reply";
import { queryFields } from "../../platform/find/request";

export const getAll = query({
  name: "users.get_all",
  since: "1.0",
  auth: "user",
  summary: "The users that match, with plain ids for references",
  request: z.looseObject(queryFields(entities.user)),
  response: listReply("users"),
}).handle(async (ctx, input) => {
  const { documents, ...scroll } = await findDocuments(ctx, entities.user, input, { mode: "get_all" });
  return { users: documents, ...scroll };
});
