import { z } from "zod";
import { wireDate } from "../../platform/dates";
import { compact } from "../../platform/documents";
import { query } from "../../platform/endpoint";
import { errors } from "../../platform/errors";

/** Objects that one download may hold; the web app shows it (wire-protocol §12). */
const MAX_DOWNLOAD_ITEMS = 50_000;

export const getCurrentUser = query({
  name: "users.get_current_user",
  since: "1.0",
  auth: "user",
  summary: "Who one is",
  request: z.object({}),
  response: z.object({
    user: z.object({
      id: z.string(),
      name: z.string(),
      given_name: z.string().nullish(),
      family_name: z.string().nullish(),
      avatar: z.string().nullish(),
      username: z.string().nullish(),
      role: z.string(),
      company: z.object({ id: z.string(), name: z.string() }),
      created: z.string(),
    }),
    getting_started: z.record(z.string(), z.unknown()),
    settings: z.object({ max_download_items: z.number().int() }),
  }),
}).handle(async (ctx) => {
  const { user: id, company, company_name, role } = ctx.identity;
  const user = await ctx.db.user.findUnique({ where: { id } });
  if (!user) throw errors.invalidUserId({ user: id });
  const { name, given_name, family_name, avatar, username, created } = user;
  return {
    user: {
      ...compact({ given_name, family_name, avatar, username }),
      id,
      name,
      role,
      company: { id: company, name: company_name },
      created: wireDate(created),
    },
    getting_started: {},
    settings: { max_download_items: MAX_DOWNLOAD_ITEMS },
  };
});
