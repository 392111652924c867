import { Prisma } from "@limpid/db";
import type { Context } from "../platform/context";
import { PUBLIC_COMPANY } from "../platform/ids";
import { descendantIds } from "./store";

/** Where to look: projects by id; null among them stands for objects without a project, none at all for the whole company. */
export interface Scope {
  readonly projects?: ReadonlyArray<string | null> | null;
  /** True without it. */
  readonly include_subprojects?: boolean | null;
  /** True without it. */
  readonly allow_public?: boolean | null;
}

/**
 * The condition that a task or model of alias "t" lies in the given projects and may be seen by the caller.
 * A project that does not exist has nothing in it; that is no error.
 */
export async function withinScope(
  ctx: Context,
  { projects, include_subprojects, allow_public }: Scope,
): Promise<Prisma.Sql> {
  const companies = allow_public === false ? [ctx.identity.company] : [ctx.identity.company, PUBLIC_COMPANY];
  const visible = Prisma.sql`t.company IN (${Prisma.join(companies)})`;
  if (!projects?.length) return visible;
  const given = projects.filter((id) => id !== null);
  const ids = include_subprojects === false ? given : await descendantIds(ctx, given);
  const rootless = projects.includes(null) ? Prisma.sql`OR t.project IS NULL` : Prisma.empty;
  return Prisma.sql`${visible} AND (t.project = ANY(${ids}::text[]) ${rootless})`;
}

/** {@link withinScope} for calls that name one project or none. */
export function withinProject(
  ctx: Context,
  { project, include_subprojects }: { readonly project?: string | null; readonly include_subprojects?: boolean | null },
): Promise<Prisma.Sql> {
  return withinScope(ctx, { projects: project ? [project] : null, include_subprojects });
}

/** The projects of a call that names one: it and, unless told otherwise, all below it. Null without it: the whole company. */
export async function projectsOf(
  ctx: Context,
  { project, include_subprojects }: { readonly project?: string | null; readonly include_subprojects?: boolean | null },
): Promise<readonly string[] | null> {
  if (!project) return null;
  return include_subprojects === false ? [project] : descendantIds(ctx, [project]);
}

/** LIMIT and OFFSET of a {@link ./schema.ts valuePage}. */
export function pageOf({
  page,
  page_size,
}: {
  readonly page?: number | null;
  readonly page_size?: number | null;
}): Prisma.Sql {
  const size = page_size ?? 500;
  return Prisma.sql`LIMIT ${size} OFFSET ${(page ?? 0) * size}`;
}
