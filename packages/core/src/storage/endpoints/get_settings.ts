import { z } from "zod";
import { isAdministrator } from "../../auth/authority";
import { wireDate } from "../../platform/dates";
import { query } from "../../platform/endpoint";
import { PROVIDERS } from "../schema";
import { maskSecrets, readSettings } from "../settings";

export const getSettings = query({
  name: "storage.get_settings",
  since: "1.0",
  auth: "user",
  summary: "The company's credentials for cloud storage; secrets are shown to administrators only",
  request: z.object({}),
  response: z.object({ settings: z.object({ ...PROVIDERS, last_update: z.string().optional() }) }),
}).handle(async (ctx) => {
  const { last_update, ...settings } = await readSettings(ctx, ctx.identity.company);
  const shown = isAdministrator(ctx.identity) ? settings : maskSecrets(settings);
  return { settings: { ...shown, ...(last_update ? { last_update: wireDate(last_update) } : {}) } };
});
