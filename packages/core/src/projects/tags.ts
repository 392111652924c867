import { Prisma } from "@limpid/db";
import { z } from "zod";
import { entities } from "../entities";
import type { Context } from "../platform/context";
import { tableOf } from "../platform/find/load";
import { whereClause } from "../platform/find/where";
import { descendantIds } from "./store";

/** Request fields of every call that collects tags. */
export const tagFields = {
  include_system: z.boolean().nullish(),
  /** Whose tags are collected: operator lists over `tags` and `system_tags` (wire-protocol §6.2). */
  filter: z
    .object({
      tags: z.array(z.string().nullable()).nullish(),
      system_tags: z.array(z.string().nullable()).nullish(),
    })
    .nullish(),
};

/** The different tags, sorted; system tags only when asked for. */
export const Tags = z.object({ tags: z.array(z.string()), system_tags: z.array(z.string()).optional() });

/**
 * The tags of all objects of some kinds that the caller may see, hidden ones included.
 * @param request.projects only what lies in these projects or below.
 * @param request.type only tasks of this type.
 */
export async function collectTags(
  ctx: Context,
  kinds: readonly ("task" | "model" | "project")[],
  request: {
    readonly include_system?: boolean | null;
    readonly filter?: z.output<typeof tagFields.filter>;
    readonly projects?: readonly string[] | null;
    readonly type?: string;
  },
): Promise<z.output<typeof Tags>> {
  const projects = request.projects?.length ? await descendantIds(ctx, request.projects) : null;
  const tagged = kinds.map((kind) => {
    const entity = entities[kind];
    const column = Prisma.raw(kind === "project" ? "t.id" : "t.project");
    const within = projects ? Prisma.sql`AND ${column} = ANY(${projects}::text[])` : Prisma.empty;
    const filter = whereClause(ctx, entity, { ...request.filter, type: request.type, search_hidden: true });
    return Prisma.sql`SELECT t.tags, t.system_tags FROM ${tableOf(entity)} WHERE ${filter} ${within}`;
  });
  const [found] = await ctx.db.$queryRaw<Array<{ tags: string[]; system_tags: string[] }>>(Prisma.sql`
    WITH found AS MATERIALIZED (${Prisma.join(tagged, " UNION ALL ")})
    SELECT ARRAY(SELECT DISTINCT tag FROM found, unnest(tags) AS tag ORDER BY tag) AS tags,
      ARRAY(SELECT DISTINCT tag FROM found, unnest(system_tags) AS tag ORDER BY tag) AS system_tags`);
  const { tags = [], system_tags = [] } = found ?? {};
  return { tags, ...(request.include_system ? { system_tags } : {}) };
}
