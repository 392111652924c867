import { z } from "zod";
import { MANAGERS } from "../../auth/authority";
import { inTransaction } from "../../platform/context";
import { mutation } from "../../platform/endpoint";
import { retain } from "../job";
import { readPolicies } from "../policies";
import { Effects, Policies } from "../policies-schema";
import { dryRun, openRun } from "../retention";

export const applyPolicies = mutation({
  name: "storage.apply_policies",
  auth: MANAGERS,
  summary: "Clear away now what the policies say, in the background, or only tell what that would be",
  request: z.object({
    /** Other policies than those that are set. */
    policies: Policies.optional(),
    dry_run: z.boolean().default(false),
  }),
  response: z.object({
    /** Of the dry run. */
    effects: Effects.optional(),
    /** The run that was begun; storage.get_policies tells how far it is. */
    run: z.string().optional(),
  }),
}).handle(async (ctx, input) => {
  const policies = input.policies ?? (await readPolicies(ctx, ctx.identity.company)).policies;
  if (input.dry_run) return { effects: await dryRun(ctx, policies) };
  return inTransaction(ctx, async (tx) => {
    const run = await openRun(tx, policies, ctx.identity.user);
    await tx.jobs.addWithin(tx, retain, { run });
    return { run };
  });
});
