import type { Context } from "../platform/context";
import { NO_POLICIES, Policies } from "./policies-schema";

type Database = Pick<Context["db"], "storagePolicies">;

/** What a company has set, and since when; nothing is cleared away before somebody says so. */
export async function readPolicies(
  { db }: { readonly db: Database },
  company: string,
): Promise<{ readonly policies: Policies; readonly changed: Date | null }> {
  const row = await db.storagePolicies.findUnique({ where: { company } });
  const known = Policies.partial().safeParse(row?.policies ?? {});
  return { policies: { ...NO_POLICIES, ...(known.success ? known.data : {}) }, changed: row?.changed ?? null };
}

export async function writePolicies(
  { db, now, identity }: Pick<Context, "now" | "identity"> & { readonly db: Database },
  policies: Policies,
): Promise<void> {
  const data = { policies, changed: now(), changed_by: identity.user };
  const { company } = identity;
  await db.storagePolicies.upsert({ where: { company }, create: { company, ...data }, update: data });
}
