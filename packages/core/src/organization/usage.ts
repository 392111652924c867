import { Prisma } from "@limpid/db";
import { z } from "zod";
import type { Context } from "../platform/context";
import { PUBLIC_COMPANY } from "../platform/ids";
import { descendantIds } from "../projects/store";

/** What a worker gives one of its tasks: how many processors, how many graphics cards (wire-protocol §9, workers.register). */
export interface Resources {
  readonly cpu_usage?: number | null;
  readonly gpu_usage?: number | null;
}

/** A stretch of a task's run, by the server's clock. */
export interface RunStretch {
  readonly task: {
    readonly id: string;
    readonly company: string;
    readonly user: string;
    readonly project: string | null;
    readonly execution_queue: string | null;
  };
  readonly from: Date;
  readonly to: Date;
  readonly resources?: Resources | null;
}

const DAY_MS = 86_400_000;
/** Weight of a second where the worker has named none. */
const ARTIFICIAL_WEIGHT = 1;

/**
 * Adds a stretch of a run to the task's usage (wire-protocol §12, get_project_usages). A run by hand (no `execution.queue`) counts with
 * weights of 1, whatever its worker registered.
 */
export async function recordUsage(ctx: Context, { task, from, to, resources }: RunStretch): Promise<void> {
  const days = splitByDay(from.getTime(), to.getTime());
  if (days.length === 0) return;
  const given = task.execution_queue === null ? null : resources;
  const cpu = given?.cpu_usage ?? ARTIFICIAL_WEIGHT;
  const gpu = given?.gpu_usage ?? ARTIFICIAL_WEIGHT;
  await ctx.db.$executeRaw(Prisma.sql`
    INSERT INTO task_usages AS known
      (task, day, project, queue, "user", company, duration, cpu_usage, gpu_usage, cpu_artificial, gpu_artificial)
    SELECT ${task.id}, day::date, ${task.project ?? ""}, ${task.execution_queue ?? ""}, ${task.user}, ${task.company},
      seconds, seconds * ${cpu}::float8, seconds * ${gpu}::float8, ${given?.cpu_usage == null}, ${given?.gpu_usage == null}
    FROM unnest(${days.map(({ day }) => day)}::text[], ${days.map(({ seconds }) => seconds)}::float8[]) AS run (day, seconds)
    ON CONFLICT (task, day, project, queue) DO UPDATE SET
      duration = known.duration + excluded.duration,
      cpu_usage = known.cpu_usage + excluded.cpu_usage,
      gpu_usage = known.gpu_usage + excluded.gpu_usage,
      cpu_artificial = known.cpu_artificial OR excluded.cpu_artificial,
      gpu_artificial = known.gpu_artificial OR excluded.gpu_artificial`);
}

/** The seconds between two moments (milliseconds since 1970) on each day (UTC). */
export function splitByDay(from: number, to: number): Array<{ day: string; seconds: number }> {
  const days: Array<{ day: string; seconds: number }> = [];
  for (let start = from; start < to; ) {
    const end = Math.min(to, (Math.floor(start / DAY_MS) + 1) * DAY_MS);
    days.push({ day: dayOf(new Date(start)), seconds: (end - start) / 1000 });
    start = end;
  }
  return days;
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}

export const USAGE_FIELDS = ["duration", "cpu_usage", "gpu_usage"] as const;
export type UsageField = (typeof USAGE_FIELDS)[number];

export const BREAKDOWN_KEYS = ["project", "user", "queue"] as const;
export type BreakdownKey = (typeof BREAKDOWN_KEYS)[number];

const of = {
  /** null: runs by hand, or something that is deleted. */
  id: z.string().nullable(),
  name: z.string().nullable(),
  cpu_artificial_weights: z.boolean().optional(),
  gpu_artificial_weights: z.boolean().optional(),
};
const numbers = z.array(z.number()).optional();

/** One way to break usage down: whole sums, and one number a day. */
export const Usages = z.object({
  total: z.array(
    z.object({
      ...of,
      duration: z.number().int().optional(),
      cpu_usage: z.number().optional(),
      gpu_usage: z.number().optional(),
    }),
  ),
  series: z.array(
    z.object({
      ...of,
      /** Seconds since 1970, one a day without gaps. */
      dates: z.array(z.number().int()),
      duration: numbers,
      cpu_usage: numbers,
      gpu_usage: numbers,
    }),
  ),
});
export type Usages = z.output<typeof Usages>;

/** Whose usage is added up. */
export interface UsageQuery {
  readonly projects: readonly string[];
  /** First and last day, both included. */
  readonly from: Date;
  readonly to: Date;
  readonly include_development: boolean;
  readonly fields: readonly UsageField[];
}

type UsageRow = Record<UsageField, number> & {
  readonly id: string;
  readonly name: string | null;
  /** Seconds since 1970. */
  readonly day: number;
  readonly cpu_artificial: boolean;
  readonly gpu_artificial: boolean;
};

const NAMES = { project: "projects", user: "users", queue: "queues" } as const;

/** What ran in projects and below them, by project, user or queue (wire-protocol §12). */
export async function readUsage(ctx: Context, query: UsageQuery, key: BreakdownKey): Promise<Usages> {
  const projects = await descendantIds(ctx, query.projects);
  const id = Prisma.raw(`usage."${key}"`);
  const development = query.include_development ? Prisma.empty : Prisma.sql`AND usage.queue <> ''`;
  const rows = await ctx.db.$queryRaw<UsageRow[]>(Prisma.sql`
    SELECT ${id} AS id, named.name, extract(epoch FROM usage.day)::float8 AS day, sum(usage.duration) AS duration,
      sum(usage.cpu_usage) AS cpu_usage, sum(usage.gpu_usage) AS gpu_usage,
      bool_or(usage.cpu_artificial) AS cpu_artificial, bool_or(usage.gpu_artificial) AS gpu_artificial
    FROM task_usages AS usage LEFT JOIN ${Prisma.raw(NAMES[key])} AS named ON named.id = ${id}
    WHERE usage.project = ANY(${projects}::text[]) AND usage.company IN (${ctx.identity.company}, ${PUBLIC_COMPANY})
      AND usage.day BETWEEN ${dayOf(query.from)}::date AND ${dayOf(query.to)}::date ${development}
    GROUP BY ${id}, named.name, usage.day ORDER BY named.name NULLS FIRST, ${id}, usage.day`);
  const groups = new Map<string, UsageRow[]>();
  for (const row of rows) groups.set(row.id, [...(groups.get(row.id) ?? []), row]);
  return {
    total: Array.from(groups.values(), (group) => ({ ...header(group, query.fields), ...totals(group, query.fields) })),
    series: Array.from(groups.values(), (group) => ({
      ...header(group, query.fields),
      ...series(group, query.fields),
    })),
  };
}

function header(group: readonly UsageRow[], fields: readonly UsageField[]) {
  const artificial = (field: UsageField, of: (row: UsageRow) => boolean) => fields.includes(field) && group.some(of);
  return {
    id: group[0]?.id || null,
    name: group[0]?.name ?? null,
    ...(artificial("cpu_usage", (row) => row.cpu_artificial) ? { cpu_artificial_weights: true } : {}),
    ...(artificial("gpu_usage", (row) => row.gpu_artificial) ? { gpu_artificial_weights: true } : {}),
  };
}

function totals(group: readonly UsageRow[], fields: readonly UsageField[]) {
  return Object.fromEntries(
    fields.map((field) => {
      const sum = group.reduce((all, row) => all + row[field], 0);
      return [field, field === "duration" ? Math.round(sum) : brief(sum)];
    }),
  );
}

/** One number a day from the first to the last day on which something ran. */
function series(group: readonly UsageRow[], fields: readonly UsageField[]) {
  const byDay = new Map(group.map((row) => [row.day, row]));
  const [first = 0, last = -1] = [group[0]?.day, group.at(-1)?.day];
  const dates = Array.from({ length: (last - first) / 86_400 + 1 }, (_, index) => first + index * 86_400);
  return {
    dates,
    ...Object.fromEntries(fields.map((field) => [field, dates.map((day) => brief(byDay.get(day)?.[field] ?? 0))])),
  };
}

/** Milliseconds are as exact as reports are. */
function brief(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
