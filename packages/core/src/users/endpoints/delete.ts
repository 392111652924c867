import { z } from "zod";
import { revokeSessions } from "../../auth/sessions";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { requireOtherAccount } from "../accounts";

export const deleteUser = mutation({
  name: "users.delete",
  since: "1.0",
  auth: ["system", "root"],
  summary: "Delete an account with its keys; its tokens end. What it made stays",
  request: z.object({ user: z.string() }),
  response: z.object({}),
}).handle((ctx, { user }) =>
  inTransaction(ctx, async (tx) => {
    await requireOtherAccount(tx, user);
    await revokeSessions(tx.db, { user }, tx.now());
    await tx.db.credential.deleteMany({ where: { user } });
    const { count } = await tx.db.user.deleteMany({ where: { id: user } });
    if (count === 0) throw errors.invalidUserId({ user });
    return {};
  }),
);
