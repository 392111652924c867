import { z } from "zod";
import { compact } from "../../platform/documents";
import { query } from "../../platform/endpoint";

export const getUserCompanies = query({
  name: "organization.get_user_companies",
  since: "1.0",
  auth: "user",
  summary: "The company of the caller",
  request: z.object({}),
  response: z.object({
    companies: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        /** People with an account. */
        allocated: z.number().int(),
        /** Its administrators. */
        owners: z.array(z.object({ id: z.string(), name: z.string(), avatar: z.string().optional() })),
      }),
    ),
  }),
}).handle(async (ctx) => {
  const people = { company: ctx.identity.company, is_internal: false };
  const companies = await ctx.db.company.findMany({ where: { id: ctx.identity.company } });
  const allocated = await ctx.db.user.count({ where: people });
  const owners = await ctx.db.user.findMany({
    where: { ...people, role: { in: ["root", "admin"] } },
    select: { id: true, name: true, avatar: true },
    orderBy: [{ name: "asc" }, { id: "asc" }],
  });
  return {
    companies: companies.map(({ id, name }) => ({
      id,
      name,
      allocated,
      owners: owners.map(({ avatar, ...owner }) => ({ ...owner, ...compact({ avatar: avatar ?? undefined }) })),
    })),
  };
});
