import { brokenConstraint, Prisma } from "@limpid/db";
import type { Context } from "../platform/context";
import { errors } from "../platform/errors";
import { PUBLIC_COMPANY } from "../platform/ids";
import { requireDepth } from "./path";
import { findByName, type ProjectRow } from "./store";

/** A folder of the tree: a project, or the top level (`id` null, no name). */
export interface Folder {
  readonly id: string | null;
  /** "" at the top. */
  readonly name: string;
  /** Ids of the folder's own ancestors, the topmost first. */
  readonly path: readonly string[];
}

export const TOP: Folder = { id: null, name: "", path: [] };

/** The whole name of something called `basename` inside a folder. */
export function nameWithin(folder: Folder, basename: string): string {
  return folder.id ? `${folder.name}/${basename}` : basename;
}

/** Ids of the ancestors that children of the folder have. */
function pathWithin(folder: Folder): string[] {
  return folder.id ? [...folder.path, folder.id] : [];
}

/** @throws 400/801 the company has a project of that name, 400/414 a public one has it. */
export async function requireFreeName(tx: Context, name: string): Promise<void> {
  const existing = await findByName(tx, name);
  if (existing?.company === PUBLIC_COMPANY) throw errors.publicProjectExists({ name });
  if (existing) throw errors.expectedUniqueData({ name });
}

/**
 * Puts a project with everything below it under another name or into another folder, in one statement. Take the tree's exclusive lock first.
 * @returns how many projects have a new name.
 * @throws 400/801 or 400/414 name taken, 400/409 too deep.
 */
export async function relocate(tx: Context, project: ProjectRow, folder: Folder, basename: string): Promise<number> {
  const name = nameWithin(folder, basename);
  await requireFreeName(tx, name);
  await requireRoom(tx, project.id, project.path.length, folder);
  const above = pathWithin(folder);
  return orTaken(
    tx.db.$executeRaw(Prisma.sql`
      UPDATE projects SET
        name = ${name} || substr(name, char_length(${project.name}::text) + 1),
        basename = CASE WHEN id = ${project.id} THEN ${basename} ELSE basename END,
        parent = CASE WHEN id = ${project.id} THEN ${folder.id} ELSE parent END,
        path = ${above}::text[] || CASE WHEN id = ${project.id} THEN '{}' ELSE path[array_position(path, ${project.id}):] END
      WHERE id = ${project.id} OR path @> ARRAY[${project.id}]`),
  );
}

/**
 * Puts everything below a project into another folder, in one statement; the project itself stays. Take the tree's exclusive lock first.
 * @returns how many direct children were moved.
 * @throws 400/801 or 400/414 one of the names is taken, 400/409 too deep.
 */
export async function relocateChildren(tx: Context, project: ProjectRow, folder: Folder): Promise<number> {
  const children = await tx.db.project.findMany({ where: { parent: project.id }, select: { basename: true } });
  if (children.length === 0) return 0;
  const names = children.map((child) => nameWithin(folder, child.basename));
  const taken = await tx.db.project.findFirst({
    where: { name: { in: names }, company: { in: [tx.identity.company, PUBLIC_COMPANY] } },
    select: { name: true },
  });
  if (taken) await requireFreeName(tx, taken.name);
  await requireRoom(tx, project.id, project.path.length + 1, folder);
  const prefix = folder.id ? `${folder.name}/` : "";
  await orTaken(
    tx.db.$executeRaw(Prisma.sql`
      UPDATE projects SET
        name = ${prefix} || substr(name, char_length(${project.name}::text) + 2),
        parent = CASE WHEN parent = ${project.id} THEN ${folder.id} ELSE parent END,
        path = ${pathWithin(folder)}::text[] || path[array_position(path, ${project.id}) + 1:]
      WHERE path @> ARRAY[${project.id}]`),
  );
  return children.length;
}

/** @throws 400/409 when the deepest project below `id` would have too many levels. `level` is that of the topmost one that moves. */
async function requireRoom(tx: Context, id: string, level: number, folder: Folder): Promise<void> {
  const [deepest] = await tx.db.$queryRaw<Array<{ level: number | null }>>(
    Prisma.sql`SELECT max(cardinality(path)) AS level FROM projects WHERE id = ${id} OR path @> ARRAY[${id}]`,
  );
  const height = Math.max(0, (deepest?.level ?? level) - level);
  requireDepth(pathWithin(folder).length + 1 + height);
}

async function orTaken<T>(change: Promise<T>): Promise<T> {
  try {
    return await change;
  } catch (error) {
    if (brokenConstraint(error) !== undefined) throw errors.expectedUniqueData();
    throw error;
  }
}
