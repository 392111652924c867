import { z } from "zod";
import { mutation } from "../../platform/endpoint";
import { createCredential, requireKeyOwner } from "../credentials";
import { KeyLabel } from "../schema";

export const createCredentials = mutation({
  name: "auth.create_credentials",
  since: "1.0",
  auth: "user",
  summary: "Make an API key for oneself; its secret is shown this once",
  request: z.object({ label: KeyLabel.nullish() }),
  response: z.object({
    credentials: z.object({ access_key: z.string(), secret_key: z.string(), label: z.string().optional() }),
  }),
}).handle(async (ctx, { label }) => {
  const { user, company } = ctx.identity;
  await requireKeyOwner(ctx.db, ctx.identity);
  const keys = await createCredential(ctx.db, ctx.settings.token_secret, { user, company, label }, ctx.now());
  return { credentials: { ...keys, label: label ?? undefined } };
});
