import { z } from "zod";
import { entities } from "../../entities";
import { query } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { loadDocuments } from "../../platform/find/load";

export const getById = query({
  name: "users.get_by_id",
  since: "1.0",
  auth: "user",
  summary: "One user, as other users see them",
  request: z.object({ user: z.string() }),
  response: z.object({ user: z.looseObject({ id: z.string() }) }),
}).handle(async (ctx, input) => {
  const [user] = await loadDocuments(ctx, entities.user, [input.user]);
  if (!user) throw errors.invalidUserId({ id: input.user });
  return { user: { id: input.user, ...user } };
});
