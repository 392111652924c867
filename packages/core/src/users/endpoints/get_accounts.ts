import { z } from "zod";
import { MANAGERS } from "../../auth/authority";
import { wireDate, wireDateOrNull } from "../../platform/dates";
import { query } from "../../platform/endpoint";
import { listAccounts } from "../accounts";
import { Account } from "../schema";

export const getAccounts = query({
  name: "users.get_accounts",
  auth: MANAGERS,
  summary: "The accounts of the company with roles and log-in names, the oldest first",
  request: z.object({}),
  response: z.object({ accounts: z.array(Account) }),
}).handle(async (ctx) => {
  const accounts = await listAccounts(ctx.db, ctx.identity.company);
  return {
    accounts: accounts.map((account) => ({
      ...account,
      created: wireDate(account.created),
      last_used: wireDateOrNull(account.last_used),
    })),
  };
});
