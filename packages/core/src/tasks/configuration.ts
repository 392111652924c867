import { Prisma } from "@limpid/db";
import type { Context } from "../platform/context";
import { errors } from "../platform/errors";
import { LEGACY_TYPE } from "./legacy";
import type { Configuration, ConfigurationItem, ListedConfiguration } from "./schema";

/** A configuration object as stored; the name is a user's own text. */
export interface ConfigurationRow extends Pick<ConfigurationItem, "name" | "type" | "description"> {
  readonly value?: string | null;
}

/** What a write removes first: nothing, everything, or what came from old clients (wire-protocol §7.2). */
export type ReplaceConfiguration = "none" | "all" | "legacy";

/** The rows of a whole map, whose keys count. @throws 400/800 an item without name (wire-protocol §7.1). */
export function configurationRows(configuration: Configuration): ConfigurationRow[] {
  return Object.entries(configuration).map(([name, item]) => {
    if (!item.name) throw errors.dataValidationError("a configuration object needs a name", { name });
    return { ...item, name };
  });
}

/** Writes configuration objects of an open task in one statement. Of one named twice the last counts. */
export async function writeConfiguration(
  tx: Context,
  task: string,
  rows: readonly ConfigurationRow[],
  replace: ReplaceConfiguration = "none",
): Promise<void> {
  if (replace !== "none") {
    const gone = replace === "legacy" ? Prisma.sql`AND type = ${LEGACY_TYPE}` : Prisma.empty;
    await tx.db.$executeRaw(Prisma.sql`DELETE FROM task_configuration WHERE task = ${task} ${gone}`);
  }
  const items = [...new Map(rows.map((row) => [row.name, row])).values()];
  if (items.length === 0) return;
  const texts = (column: keyof ConfigurationRow) => Prisma.sql`${items.map((item) => item[column] ?? null)}::text[]`;
  await tx.db.$executeRaw(Prisma.sql`
    INSERT INTO task_configuration (task, name, value, type, description)
    SELECT ${task}, * FROM unnest(${texts("name")}, ${texts("value")}, ${texts("type")}, ${texts("description")})
    ON CONFLICT (task, name)
    DO UPDATE SET value = excluded.value, type = excluded.type, description = excluded.description`);
}

/** Takes configuration objects from an open task; unknown names are passed over. */
export async function deleteConfigurations(tx: Context, task: string, names: readonly string[]): Promise<void> {
  await tx.db.$executeRaw(
    Prisma.sql`DELETE FROM task_configuration WHERE task = ${task} AND name = ANY(${[...names]}::text[])`,
  );
}

/** The configuration of each task by name, all of it or only some names; tasks without any are not in the result. */
export async function loadConfigurations(
  ctx: Context,
  tasks: readonly string[],
  names?: readonly string[] | null,
): Promise<Map<string, ListedConfiguration[]>> {
  const only = names ? Prisma.sql`AND name = ANY(${[...names]}::text[])` : Prisma.empty;
  const rows = await ctx.db.$queryRaw<Array<{ task: string; items: ListedConfiguration[] }>>(Prisma.sql`
    SELECT task, json_agg(json_strip_nulls(json_build_object(
        'name', name, 'value', value, 'type', type, 'description', description
      )) ORDER BY name COLLATE "C") AS items
    FROM task_configuration WHERE task = ANY(${[...tasks]}::text[]) ${only} GROUP BY task`);
  return new Map(rows.map(({ task, items }) => [task, items]));
}

/**
 * The names of each task's configuration objects; tasks without any are not in the result.
 * @param skipEmpty leaves out objects without text.
 */
export async function configurationNames(
  ctx: Context,
  tasks: readonly string[],
  skipEmpty: boolean,
): Promise<Map<string, string[]>> {
  const filled = skipEmpty ? Prisma.sql`AND value <> ''` : Prisma.empty;
  const rows = await ctx.db.$queryRaw<Array<{ task: string; names: string[] }>>(Prisma.sql`
    SELECT task, array_agg(name ORDER BY name COLLATE "C") AS names
    FROM task_configuration WHERE task = ANY(${[...tasks]}::text[]) ${filled} GROUP BY task`);
  return new Map(rows.map(({ task, names }) => [task, names]));
}

/** Gives a new task the configuration of another. */
export async function copyConfiguration(tx: Context, from: string, to: string): Promise<void> {
  await tx.db.$executeRaw(Prisma.sql`
    INSERT INTO task_configuration (task, name, value, type, description)
    SELECT ${to}, name, value, type, description FROM task_configuration WHERE task = ${from}`);
}
