import { Prisma } from "@limpid/db";
import type { Context } from "../platform/context";
import { type ErrorFactory, errors } from "../platform/errors";
import { newId, PUBLIC_COMPANY } from "../platform/ids";
import { baseName, parentNames, parsePath } from "./path";

/** A project as stored. */
export type ProjectRow = Prisma.ProjectModel;

/** What a new project starts with besides its name. */
export interface ProjectDefaults {
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly system_tags?: readonly string[];
  readonly default_output_destination?: string;
}

/**
 * The project of that id: the caller's company's own, or a public one. Inside a transaction the row cannot be deleted until it ends, so
 * what is put into the project does not end up in one that is gone.
 * @param options.write refuses public projects: 403/21.
 * @param options.error what an unknown id is in this call; 400/401 by default (wire-protocol §5, "References").
 */
export async function requireProject(
  ctx: Context,
  id: string,
  { write = false, error = errors.invalidProjectId }: { write?: boolean; error?: ErrorFactory } = {},
): Promise<ProjectRow> {
  const lock = ctx.insideTransaction ? Prisma.sql`FOR KEY SHARE` : Prisma.empty;
  const [project] = await ctx.db.$queryRaw<ProjectRow[]>(
    Prisma.sql`SELECT * FROM projects WHERE id = ${id} AND company IN (${ctx.identity.company}, ${PUBLIC_COMPANY}) ${lock}`,
  );
  if (!project) throw error({ id });
  if (write && project.company === PUBLIC_COMPANY) throw errors.noWritePermission({ id });
  return project;
}

/**
 * The project of that whole path, made when missing together with the folders above it.
 * @throws 400/407 empty name, 400/12 a part is too short, 400/409 too deep (wire-protocol §11).
 */
export async function findOrCreateProject(
  tx: Context,
  name: string,
  defaults: ProjectDefaults = {},
): Promise<{ id: string; created: boolean }> {
  const path = parsePath(name);
  const found = await findByName(tx, path.name);
  if (found) return { id: found.id, created: false };
  await lockTree(tx, "shared");
  const made = await insertProject(tx, path.name, await ensureParents(tx, path.name), defaults);
  if (made) return { id: made, created: true };
  const winner = await findByName(tx, path.name);
  if (!winner) throw errors.expectedUniqueData({ name: path.name });
  return { id: winner.id, created: false };
}

/**
 * A new project.
 * @throws 400/801 when the company has one of that name, 400/414 when a public one has it; else as {@link findOrCreateProject}.
 */
export async function createProject(tx: Context, name: string, defaults: ProjectDefaults = {}): Promise<string> {
  const path = parsePath(name);
  await lockTree(tx, "shared");
  const existing = await findByName(tx, path.name);
  if (existing?.company === PUBLIC_COMPANY) throw errors.publicProjectExists({ name: path.name });
  if (existing) throw errors.expectedUniqueData({ name: path.name });
  const id = await insertProject(tx, path.name, await ensureParents(tx, path.name), defaults);
  if (!id) throw errors.expectedUniqueData({ name: path.name });
  return id;
}

/**
 * The hidden project in which reports live: `<parent>/.reports`, or `.reports` at the top (wire-protocol §11, "Special names").
 * @param parent null means the top level.
 */
export async function findOrCreateReportsProject(tx: Context, parent: ProjectRow | null): Promise<string> {
  const name = parent ? `${parent.name}/.reports` : ".reports";
  const { id } = await findOrCreateProject(tx, name, { system_tags: ["hidden", "reports"] });
  return id;
}

/** Sets `last_update` of projects in which something changed; empty ids are passed over. */
export async function touchProjects(tx: Context, ids: Iterable<string | null | undefined>): Promise<void> {
  const unique = [...new Set(ids)].filter((id): id is string => Boolean(id));
  if (unique.length === 0) return;
  // In order of id, so that two calls that touch the same projects wait for each other instead of locking each other out.
  await tx.db.$executeRaw(Prisma.sql`
    UPDATE projects SET last_update = ${tx.now()}
    WHERE id IN (SELECT id FROM projects WHERE id = ANY(${unique}) ORDER BY id FOR NO KEY UPDATE)`);
}

/** The given ids and those of all projects below them that the caller may see. Unknown ids stay in the list. */
export async function descendantIds(ctx: Context, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await ctx.db.$queryRaw<Array<{ id: string }>>(Prisma.sql`
    SELECT id FROM projects WHERE path && ${[...ids]}::text[] AND company IN (${ctx.identity.company}, ${PUBLIC_COMPANY})`);
  return [...new Set([...ids, ...rows.map((row) => row.id)])];
}

/** The project of that path, the company's own before a public one. */
export async function findByName(ctx: Context, name: string): Promise<ProjectRow | null> {
  return ctx.db.project.findFirst({
    where: { name, company: { in: [ctx.identity.company, PUBLIC_COMPANY] } },
    orderBy: { company: "desc" },
  });
}

/**
 * Keeps the tree still until the transaction ends: "shared" lets others add projects, "exclusive" is for renaming, moving and deleting.
 * Without it a child could be made under a name that its parent is just losing.
 */
export async function lockTree(tx: Context, mode: "shared" | "exclusive"): Promise<void> {
  const key = Prisma.sql`hashtextextended(${`projects of ${tx.identity.company}`}, 0)`;
  await (mode === "shared"
    ? tx.db.$executeRaw(Prisma.sql`SELECT pg_advisory_xact_lock_shared(${key})`)
    : tx.db.$executeRaw(Prisma.sql`SELECT pg_advisory_xact_lock(${key})`));
}

/** Makes the missing folders above `name`. @returns the direct parent's id and the ids of all ancestors, the topmost first. */
async function ensureParents(tx: Context, name: string): Promise<{ parent: string | null; path: string[] }> {
  const names = parentNames(name);
  const found = await tx.db.project.findMany({
    where: { name: { in: names }, company: { in: [tx.identity.company, PUBLIC_COMPANY] } },
  });
  const ids: string[] = [];
  for (const folder of names) {
    const candidates = found.filter((project) => project.name === folder);
    const known = candidates.find((project) => project.company !== PUBLIC_COMPANY) ?? candidates[0];
    ids.push(known?.id ?? (await makeFolder(tx, folder, ids)));
  }
  return { parent: ids.at(-1) ?? null, path: ids };
}

async function makeFolder(tx: Context, name: string, above: readonly string[]): Promise<string> {
  const made = await insertProject(tx, name, { parent: above.at(-1) ?? null, path: [...above] }, {});
  const id = made ?? (await findByName(tx, name))?.id;
  if (!id) throw errors.expectedUniqueData({ name });
  return id;
}

/** @returns null when another transaction was first to take the name; its row is visible by now. */
async function insertProject(
  tx: Context,
  name: string,
  place: { parent: string | null; path: string[] },
  defaults: ProjectDefaults,
): Promise<string | null> {
  const id = newId();
  const now = tx.now();
  const { count } = await tx.db.project.createMany({
    data: {
      id,
      name,
      basename: baseName(name),
      description: defaults.description ?? "",
      tags: [...(defaults.tags ?? [])].sort(),
      system_tags: [...(defaults.system_tags ?? [])].sort(),
      default_output_destination: defaults.default_output_destination ?? null,
      user: tx.identity.user,
      company: tx.identity.company,
      ...place,
      created: now,
      last_update: now,
    },
    skipDuplicates: true,
  });
  return count === 1 ? id : null;
}
