import { z } from "zod";
import { mutation } from "../../platform/endpoint";
import { requireAdministrator, writeSettings } from "../settings";

export const resetSettings = mutation({
  name: "storage.reset_settings",
  since: "1.0",
  auth: "user",
  summary: "Forget the credentials for cloud providers",
  request: z.object({ keys: z.array(z.enum(["aws", "google", "azure"])).nullish() }),
  response: z.object({ updated: z.number().int() }),
}).handle(async (ctx, { keys }) => {
  requireAdministrator(ctx.identity);
  if (keys?.length) {
    await writeSettings(ctx, ctx.identity.company, Object.fromEntries(keys.map((provider) => [provider, null])));
  }
  return { updated: 1 };
});
