import { Prisma } from "@limpid/db";
import { UnavailableError, type Usage } from "@limpid/event-store/store";
import { serviceContext } from "../auth/service";
import { eventUrls } from "../events/remove";
import { type App, type Context, inTransaction } from "../platform/context";
import { newId } from "../platform/ids";
import { clear, dueTasks, holdIfDue, planned } from "./candidates";
import { lastCounts } from "./count";
import { pathOnFileServer, scheduleFileDeletions } from "./outbox";
import { readPolicies } from "./policies";
import { type Effect, Effects, NO_EFFECT, POLICY_NAMES, Policies, type PolicyName } from "./policies-schema";

/** Tasks that are looked at together. */
const PAGE = 200;

const sum = (one: Effect, other: Partial<Effect>): Effect => ({
  tasks: one.tasks + (other.tasks ?? 0),
  events: one.events + (other.events ?? 0),
  bytes: one.bytes + (other.bytes ?? 0),
  files: one.files + (other.files ?? 0),
  file_bytes: one.file_bytes + (other.file_bytes ?? 0),
});

const isOn = (policies: Policies) => (name: PolicyName) => policies[name].enabled;

/** What the policies would do now, by policy. Changes nothing. */
export async function dryRun(ctx: Context, policies: Policies): Promise<Effects> {
  const effects: Effects = {};
  for (const name of POLICY_NAMES.filter(isOn(policies))) {
    let effect = NO_EFFECT;
    for await (const { takes } of portions(ctx, name, policies, "")) {
      const files = name === "images" ? await estimateFiles(ctx, takes) : {};
      effect = sum(effect, { tasks: new Set(takes.map(({ owner }) => owner)).size, ...eventsOf(takes), ...files });
    }
    effects[name] = effect;
  }
  return effects;
}

const eventsOf = (usage: readonly Usage[]): Pick<Effect, "events" | "bytes"> => ({
  events: usage.reduce((all, { events }) => all + events, 0),
  bytes: usage.reduce((all, { bytes }) => all + bytes, 0),
});

/** Tasks that a policy is about, a portion at a time, with what it would take of them. */
async function* portions(ctx: Context, name: PolicyName, policies: Policies, from: string) {
  for (let after = from; ; ) {
    const tasks = await dueTasks(ctx, name, policies, { after, limit: PAGE });
    const last = tasks.at(-1);
    if (last === undefined) return;
    yield { takes: await planned(ctx, tasks, name, policies), last };
    if (tasks.length < PAGE) return;
    after = last;
  }
}

/** The part of tasks' image files that goes with so many of their images, by the last count. */
async function estimateFiles(ctx: Context, takes: readonly Usage[]): Promise<Pick<Effect, "files" | "file_bytes">> {
  const { events, files } = await lastCounts(ctx);
  if (!events.id || !files.id || takes.length === 0) return { files: 0, file_bytes: 0 };
  const [row] = await ctx.db.$queryRaw<Array<{ files: number; bytes: number }>>(Prisma.sql`
    SELECT coalesce(round(sum(stored.items * part)), 0)::float8 AS files, coalesce(round(sum(stored.bytes * part)), 0)::float8 AS bytes
    FROM unnest(${takes.map(({ owner }) => owner)}::text[], ${takes.map((one) => one.events)}::float8[]) AS gone (owner, events)
    JOIN storage_usages AS known ON known.count = ${events.id} AND known.kind = 'images' AND known.owner = gone.owner
    JOIN storage_usages AS stored ON stored.count = ${files.id} AND stored.kind = 'images' AND stored.owner = gone.owner,
    LATERAL (SELECT least(1, gone.events / greatest(1, known.items)) AS part) AS share`);
  return { files: row?.files ?? 0, file_bytes: row?.bytes ?? 0 };
}

/** Notes a run that is to be carried out. @param user who asks for it; null for the nightly one */
export async function openRun(ctx: Context, policies: Policies, user: string | null): Promise<string> {
  const id = newId();
  const { company } = ctx.identity;
  await ctx.db.retentionRun.create({ data: { id, company, user, created: ctx.now(), policies } });
  return id;
}

/**
 * The nightly runs: one for each company that has policies turned on, unless one is still under way.
 * @returns their ids, and those of runs that were broken off.
 */
export async function dueRuns(app: App): Promise<string[]> {
  const open = await app.db.retentionRun.findMany({ where: { finished: null }, orderBy: { created: "asc" } });
  const ids = open.map(({ id }) => id);
  const busy = new Set(open.map(({ company }) => company));
  for (const { company } of await app.db.storagePolicies.findMany()) {
    const ctx = serviceContext(app, company);
    const { policies } = await readPolicies(ctx, company);
    if (!busy.has(company) && POLICY_NAMES.some(isOn(policies))) ids.push(await openRun(ctx, policies, null));
  }
  return ids;
}

/** Finished runs that are kept to be shown. */
const KEPT_RUNS = 50;

/**
 * Carries a run out, from where it was broken off. Each task is one transaction, which also notes how far the run has come: so after a
 * crash nothing is counted twice, and of several workers at one run each task is done by one. A task that cannot be cleared is noted and
 * passed over.
 * @returns what it has done in all; null when there is no such run, or it is over.
 * @throws UnavailableError when the event store is away: then the run goes on later.
 */
export async function carryOut(app: App, id: string): Promise<Effects | null> {
  const run = await app.db.retentionRun.findUnique({ where: { id } });
  if (!run || run.finished) return null;
  const ctx = serviceContext(app, run.company);
  const policies = Policies.parse(run.policies);
  const from = placeOf(run.at_policy);
  for (const name of POLICY_NAMES.slice(Math.max(0, from)).filter(isOn(policies))) {
    for await (const { takes } of portions(ctx, name, policies, name === run.at_policy ? run.after_task : "")) {
      for (const task of new Set(takes.map(({ owner }) => owner))) await take(ctx, { run: id, task, name, policies });
    }
  }
  const { results } = await app.db.retentionRun.update({ where: { id }, data: { finished: app.now() } });
  await forgetRuns(app, run.company);
  return Effects.parse(results);
}

const placeOf = (policy: string): number => POLICY_NAMES.indexOf(policy as PolicyName);

interface Turn {
  readonly run: string;
  readonly task: string;
  readonly name: PolicyName;
  readonly policies: Policies;
}

async function take(ctx: Context, turn: Turn): Promise<void> {
  try {
    await clearTask(ctx, turn);
  } catch (error) {
    if (error instanceof UnavailableError) throw error;
    const { run, task, name } = turn;
    ctx.log.error({ err: error, task, policy: name }, "a task could not be cleared by the policies of retention");
    const reason = `${name} of task ${task}: ${error instanceof Error ? error.message : String(error)}`;
    await ctx.db.retentionRun.update({
      where: { id: run },
      data: { at_policy: name, after_task: task, error: reason },
    });
  }
}

/** The files go on the list of those to delete with the transaction; only those that no event of the task names any more. */
async function clearTask(ctx: Context, { run, task, name, policies }: Turn): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    // Others at the same run wait, and see that it is done.
    const [row] = await tx.db.$queryRaw<Array<{ at_policy: string; after_task: string; results: unknown }>>(Prisma.sql`
      SELECT at_policy, after_task, results FROM retention_runs WHERE id = ${run} AND finished IS NULL FOR UPDATE`);
    const ahead = row ? placeOf(name) - placeOf(row.at_policy) : -1;
    if (!row || ahead < 0 || (ahead === 0 && task <= row.after_task)) return;
    const effect = (await holdIfDue(tx, task, name, policies)) ? await clearHeld(tx, task, name, policies) : {};
    const results = Effects.parse(row.results);
    await tx.db.retentionRun.update({
      where: { id: run },
      data: {
        at_policy: name,
        after_task: task,
        results: { ...results, [name]: sum(results[name] ?? NO_EFFECT, effect) },
      },
    });
  });
}

async function clearHeld(tx: Context, task: string, name: PolicyName, policies: Policies): Promise<Partial<Effect>> {
  const hasFiles = name === "images" || name === "plots";
  const before = hasFiles ? await eventUrls(tx, [task]) : [];
  const gone = await clear(tx, task, name, policies);
  if (gone.length === 0) return {};
  const kept = new Set(hasFiles ? await eventUrls(tx, [task]) : []);
  const urls = before.filter((url) => !kept.has(url));
  await scheduleFileDeletions(tx, urls);
  const files = urls.filter((url) => pathOnFileServer(url, tx.settings) !== null).length;
  const sizes = name === "images" ? await estimateFiles(tx, gone) : { file_bytes: 0 };
  return { tasks: 1, ...eventsOf(gone), files, file_bytes: files > 0 ? sizes.file_bytes : 0 };
}

async function forgetRuns({ db }: Pick<App, "db">, company: string): Promise<void> {
  const old = await db.retentionRun.findMany({
    where: { company, finished: { not: null } },
    orderBy: { created: "desc" },
    skip: KEPT_RUNS,
    select: { id: true },
  });
  await db.retentionRun.deleteMany({ where: { id: { in: old.map(({ id }) => id) } } });
}
