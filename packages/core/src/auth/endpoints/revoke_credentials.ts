import { z } from "zod";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { requireKeyOwner } from "../credentials";
import { revokeSessions } from "../sessions";

export const revokeCredentials = mutation({
  name: "auth.revoke_credentials",
  since: "1.0",
  auth: "user",
  summary: "Take one of one's own API keys out of use, and the tokens that were taken with it",
  request: z.object({ access_key: z.string() }),
  response: z.object({ revoked: z.number().int() }),
}).handle((ctx, { access_key }) =>
  inTransaction(ctx, async (tx) => {
    await requireKeyOwner(tx.db, tx.identity);
    const { count } = await tx.db.credential.deleteMany({ where: { access_key, user: tx.identity.user } });
    if (count === 0) throw errors.invalidUser("no such access key of yours", { access_key });
    // Without their key they are dead already; marked, they stay so should a key of this name be made again.
    await revokeSessions(tx.db, { access_key }, tx.now());
    return { revoked: count };
  }),
);
