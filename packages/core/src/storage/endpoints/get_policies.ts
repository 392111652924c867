import { z } from "zod";
import { MANAGERS } from "../../auth/authority";
import { wireDate, wireDateOrNull } from "../../platform/dates";
import { query } from "../../platform/endpoint";
import { readPolicies } from "../policies";
import { Effects, Policies, RetentionRun } from "../policies-schema";

/** Runs that are told. */
const LAST_RUNS = 10;

export const getPolicies = query({
  name: "storage.get_policies",
  auth: MANAGERS,
  summary: "What is cleared away by and by, and what that has done lately",
  request: z.object({}),
  response: z.object({ policies: Policies, changed: z.string().nullable(), runs: z.array(RetentionRun) }),
}).handle(async (ctx) => {
  const { company } = ctx.identity;
  const { policies, changed } = await readPolicies(ctx, company);
  const rows = await ctx.db.retentionRun.findMany({
    where: { company },
    orderBy: { created: "desc" },
    take: LAST_RUNS,
  });
  const asked = rows.flatMap(({ user }) => user ?? []);
  const users = await ctx.db.user.findMany({ where: { id: { in: asked } }, select: { id: true, name: true } });
  const names = new Map(users.map(({ id, name }) => [id, name]));
  const runs = rows.map((row) => ({
    id: row.id,
    user: row.user === null ? null : (names.get(row.user) ?? row.user),
    created: wireDate(row.created),
    finished: wireDateOrNull(row.finished),
    policies: Policies.parse(row.policies),
    effects: Effects.parse(row.results),
    error: row.error,
  }));
  return { policies, changed: wireDateOrNull(changed), runs };
});
