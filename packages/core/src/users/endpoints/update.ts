import { z } from "zod";
import { Updated } from "../../auth/schema";
import { inTransaction } from "../../platform/context";
import { compact } from "../../platform/documents";
import { mutation } from "../../platform/endpoint";
import { requireAccount } from "../accounts";
import { PersonName } from "../schema";

export const update = mutation({
  name: "users.update",
  since: "1.0",
  auth: "user",
  summary: "Change one's own names, or as an administrator somebody else's",
  request: z.object({
    user: z.string(),
    name: PersonName.nullish(),
    given_name: PersonName.nullish(),
    family_name: PersonName.nullish(),
  }),
  response: Updated,
}).handle((ctx, { user, ...names }) =>
  inTransaction(ctx, async (tx) => {
    await requireAccount(tx, user);
    const fields = compact(names);
    if (Object.keys(fields).length === 0) return { updated: 0, fields };
    const { count } = await tx.db.user.updateMany({ where: { id: user }, data: fields });
    return { updated: count, fields };
  }),
);
