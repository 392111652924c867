import { z } from "zod";
import { MANAGERS } from "../../auth/authority";
import { Updated } from "../../auth/schema";
import { revokeSessions } from "../../auth/sessions";
import { inTransaction } from "../../platform/context";
import { compact } from "../../platform/documents";
import { mutation } from "../../platform/endpoint";
import { accountConflict, requireAccount, requireGrantable, requireOtherAccount } from "../accounts";
import { AccountRole, Email, PersonName, Username } from "../schema";

export const editAccount = mutation({
  name: "users.edit_account",
  auth: MANAGERS,
  summary:
    "Change somebody's names, mail address or role, or shut the account: its tokens end, its keys and password rest",
  request: z.object({
    user: z.string(),
    username: Username.nullish(),
    name: PersonName.trim().min(1).nullish(),
    email: Email.min(1).nullish(),
    role: AccountRole.nullish(),
    disabled: z.boolean().nullish(),
  }),
  response: Updated,
}).handle((ctx, { user, disabled, ...request }) =>
  inTransaction(ctx, async (tx) => {
    const risky = request.role || typeof disabled === "boolean";
    const account = await (risky ? requireOtherAccount(tx, user) : requireAccount(tx, user));
    if (request.role) requireGrantable(tx, request.role);
    const fields = compact({ ...request, disabled });
    const disabled_at = disabled ? (account.disabled_at ?? tx.now()) : disabled === false ? null : undefined;
    try {
      await tx.db.user.updateMany({ where: { id: user }, data: { ...compact(request), disabled_at } });
    } catch (error) {
      throw accountConflict(error, compact(request));
    }
    if (disabled) await revokeSessions(tx.db, { user }, tx.now());
    return { updated: Object.keys(fields).length > 0 ? 1 : 0, fields };
  }),
);
