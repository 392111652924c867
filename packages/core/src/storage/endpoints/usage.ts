import { z } from "zod";
import { MANAGERS } from "../../auth/authority";
import { wireDateOrNull } from "../../platform/dates";
import { query } from "../../platform/endpoint";
import { requireProject } from "../../projects/store";
import { type LastCount, lastCounts } from "../count";
import { usageGroups, usageTotals } from "../usage";
import { USAGE_KINDS, UsageGroup, UsageTotal } from "../usage-schema";

const Counted = z.object({
  /** When that count began. */
  started: z.string().nullable(),
  /** When what is shown was counted; null before the first time. */
  counted: z.string().nullable(),
  /** Since when it is being counted anew. */
  running: z.string().nullable(),
});

export const usage = query({
  name: "storage.usage",
  auth: MANAGERS,
  summary: "What takes up room, by kind and by project or task, as it was last counted",
  request: z.object({
    /** Only what is in this project and below it. */
    project: z.string().optional(),
    /** Projects directly below that one, or the tasks and models in and below it. */
    by: z.enum(["project", "task"]).default("project"),
    kinds: z.array(z.enum(USAGE_KINDS)).optional(),
    search: z.string().max(200).optional(),
    page: z.number().int().min(0).max(1_000_000).default(0),
    page_size: z.number().int().min(1).max(500).default(50),
  }),
  response: z.object({
    /** What is looked at; null for everything. `parent` is the project above it. */
    project: z.object({ id: z.string(), name: z.string(), parent: z.string().nullable() }).nullable(),
    events: Counted,
    files: Counted,
    totals: z.array(UsageTotal),
    groups: z.array(UsageGroup),
    /** Groups on all pages. */
    total: z.number().int(),
  }),
}).handle(async (ctx, { page, page_size, ...input }) => {
  const project = input.project === undefined ? null : await requireProject(ctx, input.project);
  const [counts, totals, groups] = await Promise.all([
    lastCounts(ctx),
    usageTotals(ctx, input),
    usageGroups(ctx, { ...input, limit: page_size, offset: page * page_size }),
  ]);
  return {
    project: project && { id: project.id, name: project.name, parent: project.parent },
    events: said(counts.events),
    files: said(counts.files),
    totals,
    ...groups,
  };
});

function said({ started, counted, running }: LastCount): z.output<typeof Counted> {
  return { started: wireDateOrNull(started), counted: wireDateOrNull(counted), running: wireDateOrNull(running) };
}
