import { Prisma } from "@limpid/db";
import type { Context } from "../platform/context";
import { baseName } from "../projects/path";
import type { TaskRow } from "../tasks/store";

/**
 * The name of a new run: the project's last part, and ` #<n>` when n of the project's pipeline tasks, the copy with its source's name
 * among them, have such names already (wire-protocol §12). Runs of one project are named one after another, so two that are started at
 * once have different names.
 */
export async function nextRunName(tx: Context, source: TaskRow): Promise<string> {
  const [project] = await tx.db.$queryRaw<Array<{ name: string }>>(
    Prisma.sql`SELECT name FROM projects WHERE id = ${source.project} FOR NO KEY UPDATE`,
  );
  if (!project) return source.name;
  const part = baseName(project.name);
  const runs = await tx.db.$queryRaw<Array<{ name: string }>>(Prisma.sql`
    SELECT name FROM tasks WHERE project = ${source.project} AND system_tags @> '{pipeline}' AND starts_with(name, ${part})`);
  const copy = source.system_tags.includes("pipeline") ? [source] : [];
  const number = [...runs, ...copy].filter(({ name }) => isRunOf(part, name)).length;
  return number === 0 ? part : `${part} #${number}`;
}

function isRunOf(part: string, name: string): boolean {
  return name === part || (name.startsWith(`${part} #`) && /^\d+$/.test(name.slice(part.length + 2)));
}
