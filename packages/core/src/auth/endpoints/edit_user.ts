import { z } from "zod";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { requireOtherAccount } from "../../users/accounts";
import { MANAGERS } from "../authority";
import { GrantedRole, Updated } from "../schema";

export const editUser = mutation({
  name: "auth.edit_user",
  since: "1.0",
  auth: MANAGERS,
  summary: "Give somebody another role; it counts from the next call on",
  request: z.object({ user: z.string(), role: GrantedRole }),
  response: Updated,
}).handle((ctx, { user, role }) =>
  inTransaction(ctx, async (tx) => {
    await requireOtherAccount(tx, user);
    const { count } = await tx.db.user.updateMany({ where: { id: user, role: { not: role } }, data: { role } });
    return { updated: count, fields: { role } };
  }),
);
