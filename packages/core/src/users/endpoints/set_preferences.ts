import type { Prisma } from "@limpid/db";
import { z } from "zod";
import { inTransaction } from "../../platform/context";
import type { Document } from "../../platform/documents";
import { mutation } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { withPreferences } from "../preferences";

export const setPreferences = mutation({
  name: "users.set_preferences",
  since: "1.0",
  auth: "user",
  summary: "Change some of one's preferences; keys with dots are paths",
  request: z.object({ preferences: z.record(z.string(), z.unknown()), return_updated: z.boolean().nullish() }),
  response: z.object({
    updated: z.number().int(),
    fields: z.object({ preferences: z.looseObject({}).optional() }),
  }),
}).handle((ctx, { preferences: changes, return_updated }) =>
  inTransaction(ctx, async (tx) => {
    if (Object.keys(changes).length === 0) return { updated: 0, fields: {} };
    const id = tx.identity.user;
    const [stored] = await tx.db.$queryRaw<{ preferences: Document }[]>`
      SELECT preferences FROM users WHERE id = ${id} FOR NO KEY UPDATE`;
    if (!stored) throw errors.invalidUserId({ user: id });
    const preferences = withPreferences(stored.preferences, changes);
    await tx.db.user.update({ where: { id }, data: { preferences: preferences as Prisma.InputJsonObject } });
    return { updated: 1, fields: (return_updated ?? true) ? { preferences } : {} };
  }),
);
