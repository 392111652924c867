import { Prisma } from "@limpid/db";
import type { Usage } from "@limpid/event-store/store";
import type { Context } from "../platform/context";
import type { Policies, PolicyName } from "./policies-schema";

/** Statuses of runs that are over; everything else is never touched. */
const ENDED = ["stopped", "closed", "completed", "failed"] as const;

const DAY_MS = 86_400_000;

/** What makes a task one that a policy is about: ended long enough ago, and not published unless that is wanted. */
function isDue({ now, identity }: Pick<Context, "now" | "identity">, name: PolicyName, policies: Policies): Prisma.Sql {
  const before = new Date(now().getTime() - policies[name].days * DAY_MS);
  const statuses = policies.published ? [...ENDED, "published"] : [...ENDED];
  const ended = Prisma.sql`coalesce(completed, status_changed, created)`;
  const rule =
    name === "scalars"
      ? // Nobody notes when a task was archived, but that is a change.
        Prisma.sql`'archived' = ANY(system_tags) AND greatest(${ended}, last_change) < ${before}`
      : Prisma.sql`${ended} < ${before}`;
  return Prisma.sql`company = ${identity.company} AND status = ANY(${statuses}::text[]) AND ${rule}`;
}

/** The next tasks that a policy is about, by id. */
export async function dueTasks(
  ctx: Context,
  name: PolicyName,
  policies: Policies,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<string[]> {
  const rows = await ctx.db.$queryRaw<Array<{ id: string }>>(Prisma.sql`
    SELECT id FROM tasks WHERE id > ${after} AND ${isDue(ctx, name, policies)} ORDER BY id LIMIT ${limit}`);
  return rows.map(({ id }) => id);
}

/** Whether the task still is one. Until the transaction ends it cannot become another: it is not started, reset or deleted meanwhile. */
export async function holdIfDue(tx: Context, id: string, name: PolicyName, policies: Policies): Promise<boolean> {
  const rows = await tx.db.$queryRaw<unknown[]>(Prisma.sql`
    SELECT id FROM tasks WHERE id = ${id} AND ${isDue(tx, name, policies)} FOR UPDATE`);
  return rows.length > 0;
}

/** What a policy would take of these tasks' events; those that it takes nothing of are left out. */
export async function planned(
  { events }: Pick<Context, "events">,
  owners: readonly string[],
  name: PolicyName,
  policies: Policies,
): Promise<readonly Usage[]> {
  if (name === "logs") return (await events.usage(owners)).filter(({ kind }) => kind === "log");
  if (name === "scalars") return events.thin({ owners, points: policies.scalars.points, dryRun: true });
  const { iterations: iters } = policies[name];
  return events.prune({ owners, kinds: [name === "images" ? "image" : "plot"], iters, dryRun: true });
}

/** Carries a policy out for one task. @returns what went */
export async function clear(
  { events }: Pick<Context, "events">,
  owner: string,
  name: PolicyName,
  policies: Policies,
): Promise<readonly Usage[]> {
  const owners = [owner];
  if (name === "logs") {
    const before = await planned({ events }, owners, name, policies);
    await events.remove({ owners, kinds: ["log"] });
    return before;
  }
  if (name === "scalars") return events.thin({ owners, points: policies.scalars.points });
  return events.prune({
    owners,
    kinds: [name === "images" ? "image" : "plot"],
    iters: policies[name].iterations,
  });
}
