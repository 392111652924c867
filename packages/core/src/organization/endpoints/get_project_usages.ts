import { z } from "zod";
import { parseDate } from "../../platform/dates";
import { query } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { BREAKDOWN_KEYS, readUsage, USAGE_FIELDS, Usages } from "../usage";

const PLURALS = { project: "projects", user: "users", queue: "queues" } as const;

export const getProjectUsages = query({
  name: "organization.get_project_usages",
  since: "1.0",
  auth: "user",
  summary: "Add up how long the tasks of projects ran, by project, user and queue",
  request: z.object({
    projects: z.array(z.string()).min(1),
    /** Dates; whole days are counted. */
    from_date: z.string(),
    to_date: z.string(),
    include_development: z.boolean().nullish(),
    breakdown_keys: z.array(z.enum(BREAKDOWN_KEYS)).nullish(),
    usage_fields: z.array(z.enum(USAGE_FIELDS)).nullish(),
  }),
  response: z.object({ projects: Usages.optional(), users: Usages.optional(), queues: Usages.optional() }),
}).handle(async (ctx, input) => {
  const [from, to] = [readDay("from_date", input.from_date), readDay("to_date", input.to_date)];
  if (from > to) throw errors.validationError({ field: "from_date", reason: "from_date is after to_date" });
  const asked = {
    projects: input.projects,
    from,
    to,
    include_development: input.include_development ?? false,
    fields: input.usage_fields?.length ? input.usage_fields : (["duration", "gpu_usage"] as const),
  };
  const keys = input.breakdown_keys?.length ? input.breakdown_keys : BREAKDOWN_KEYS;
  const broken = await Promise.all(keys.map(async (key) => [PLURALS[key], await readUsage(ctx, asked, key)] as const));
  return Object.fromEntries(broken);
});

function readDay(field: string, text: string): Date {
  const date = parseDate(text);
  const year = date?.getUTCFullYear() ?? 0;
  if (date && year >= 1 && year <= 9999) return date;
  throw errors.validationError({ field, reason: "expected a date" });
}
