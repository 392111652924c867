import { Prisma } from "@limpid/db";
import { z } from "zod";
import { entities } from "../../entities";
import type { Context } from "../../platform/context";
import { query } from "../../platform/endpoint";
import type { Entity, FindRequest } from "../../platform/find/entity";
import { countDocuments } from "../../platform/find/find";
import { asProtocolError } from "../../platform/invoke";
import { projectExtraConditions } from "../../projects/statistics";
import { isReport, reportEntity } from "../../reports/entity";

/** What can be counted: an entity, and what makes its objects this kind of thing (wire-protocol §12). */
interface Counted {
  readonly entity: Entity;
  readonly condition?: Prisma.Sql;
  /** Lies in hidden projects, or is hidden itself. */
  readonly hidden?: boolean;
}

const COUNTED = {
  projects: { entity: entities.project },
  tasks: { entity: entities.task },
  models: { entity: entities.model },
  pipelines: { entity: entities.project, hidden: true },
  pipeline_runs: {
    entity: entities.task,
    condition: Prisma.sql`"t"."type" = 'controller' AND "t"."system_tags" @> '{pipeline}'`,
  },
  datasets: { entity: entities.project, hidden: true },
  dataset_versions: {
    entity: entities.task,
    condition: Prisma.sql`"t"."type" = 'data_processing' AND "t"."system_tags" @> '{dataset}'`,
  },
  reports: { entity: reportEntity, condition: isReport },
} as const satisfies Record<string, Counted>;

type Kind = keyof typeof COUNTED;
const KINDS = Object.keys(COUNTED) as Kind[];

/** One optional field a kind. */
function each<Value extends z.ZodType>(value: Value) {
  return Object.fromEntries(KINDS.map((kind) => [kind, value])) as Record<Kind, Value>;
}

export const getEntitiesCount = query({
  name: "organization.get_entities_count",
  since: "1.0",
  auth: "user",
  summary: "Count the projects, tasks, models, … that match queries of their own",
  request: z.object({
    ...each(z.looseObject({}).nullish()),
    active_users: z.array(z.string()).nullish(),
    search_hidden: z.boolean().nullish(),
    allow_public: z.boolean().nullish(),
    /** Counts stop here; 0 is no limit. */
    limit: z.number().int().min(0).nullish(),
  }),
  response: z.object({
    ...each(z.number().int().optional()),
    /** Why a kind could not be counted. */
    errors: z.object(each(z.string().optional())).optional(),
  }),
}).handle(async (ctx, input) => {
  const counts: Partial<Record<Kind, number>> = {};
  const failures: Partial<Record<Kind, string>> = {};
  for (const kind of KINDS) {
    const asked = input[kind];
    if (!asked) continue;
    try {
      counts[kind] = await count(ctx, COUNTED[kind], asked, input);
    } catch (error) {
      const known = asProtocolError(error);
      if (!known) throw error;
      failures[kind] = known.message;
    }
  }
  return { ...counts, ...(Object.keys(failures).length > 0 ? { errors: failures } : {}) };
});

function count(
  ctx: Context,
  { entity, condition, hidden }: Counted,
  asked: FindRequest,
  {
    active_users,
    search_hidden,
    allow_public,
    limit,
  }: {
    readonly active_users?: readonly string[] | null;
    readonly search_hidden?: boolean | null;
    readonly allow_public?: boolean | null;
    readonly limit?: number | null;
  },
): Promise<number> {
  const conditions = condition ? [condition] : [];
  if (active_users?.length) {
    conditions.push(
      entity.name === "project"
        ? projectExtraConditions(ctx, { active_users: [...active_users] })
        : Prisma.sql`"t"."user" = ANY(${[...active_users]}::text[])`,
    );
  }
  const request = { ...asked, search_hidden: hidden || search_hidden || asked.search_hidden };
  return countDocuments(ctx, entity, request, {
    conditions,
    allowPublic: allow_public !== false && asked.allow_public !== false,
    limit: limit ?? 0,
  });
}
