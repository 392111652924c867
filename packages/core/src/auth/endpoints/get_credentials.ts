import { z } from "zod";
import { wireDateOrNull } from "../../platform/dates";
import { compact } from "../../platform/documents";
import { query } from "../../platform/endpoint";

export const getCredentials = query({
  name: "auth.get_credentials",
  since: "1.0",
  auth: "user",
  summary: "One's own API keys, without their secrets",
  request: z.object({}),
  response: z.object({
    credentials: z.array(
      z.object({
        access_key: z.string(),
        label: z.string().nullish(),
        last_used: z.string().nullish(),
        last_used_from: z.string().nullish(),
      }),
    ),
  }),
}).handle(async (ctx) => {
  const rows = await ctx.db.credential.findMany({
    where: { user: ctx.identity.user },
    orderBy: [{ created: "asc" }, { access_key: "asc" }],
  });
  return {
    credentials: rows.map(({ access_key, label, last_used, last_used_from }) => ({
      access_key,
      ...compact({ label, last_used: wireDateOrNull(last_used), last_used_from }),
    })),
  };
});
