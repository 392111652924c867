import { z } from "zod";
import { mutation } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { KeyLabel } from "../schema";

export const editCredentials = mutation({
  name: "auth.edit_credentials",
  since: "1.0",
  auth: "user",
  summary: "Label one of one's own API keys",
  request: z.object({ access_key: z.string(), label: KeyLabel.nullish() }),
  response: z.object({ updated: z.number().int() }),
}).handle(async (ctx, { access_key, label }) => {
  const { count } = await ctx.db.credential.updateMany({
    where: { access_key, user: ctx.identity.user },
    data: { label: label ?? undefined },
  });
  if (count === 0) throw errors.invalidAccessKey({ access_key });
  return { updated: count };
});
