import { z } from "zod";
import { mutation } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { PROVIDERS } from "../schema";
import { requireAdministrator, writeSettings } from "../settings";

export const setSettings = mutation({
  name: "storage.set_settings",
  since: "1.0",
  auth: "user",
  summary: "Replace the credentials for one or several cloud providers",
  request: z.object({
    aws: PROVIDERS.aws.nullish(),
    google: PROVIDERS.google.nullish(),
    azure: PROVIDERS.azure.nullish(),
  }),
  response: z.object({ updated: z.number().int() }),
}).handle(async (ctx, { aws, google, azure }) => {
  if (!aws && !google && !azure) throw errors.validationError("aws, google or azure is needed");
  requireAdministrator(ctx.identity);
  const given = { aws: aws ?? undefined, google: google ?? undefined, azure: azure ?? undefined };
  await writeSettings(ctx, ctx.identity.company, given);
  return { updated: 1 };
});
