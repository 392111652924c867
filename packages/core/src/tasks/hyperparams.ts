import { Prisma } from "@limpid/db";
import type { Context } from "../platform/context";
import { errors } from "../platform/errors";
import { LEGACY_TYPE } from "./legacy";
import { type Hyperparams, type ListedParam, type ParamsItem, type ParamsKey, PROPERTIES } from "./schema";

/** A hyperparameter as stored: section and name are users' own texts. */
export interface ParamsRow extends Pick<ParamsItem, "section" | "name" | "type" | "description"> {
  readonly value?: string | null;
}

/**
 * What a write removes first: nothing, the sections that it names, everything, or what came from old clients
 * (wire-protocol §7.2).
 */
export type Replace = "none" | "section" | "all" | "legacy";

/**
 * Whether only user properties are named; they may change at any time and are no part of what a run is made of
 * (wire-protocol §7.5).
 */
export function onlyProperties(keys: readonly { readonly section: string }[]): boolean {
  return keys.every(({ section }) => section === PROPERTIES);
}

/**
 * The rows of a whole map. Its keys count; the same texts inside the items have to be there, that is all.
 * @throws 400/800 an item without section or name (wire-protocol §7.1).
 */
export function paramsRows(hyperparams: Hyperparams): ParamsRow[] {
  return Object.entries(hyperparams).flatMap(([section, items]) =>
    Object.entries(items).map(([name, item]) => {
      if (!item.section || !item.name) {
        throw errors.dataValidationError("a hyperparameter needs section and name", { section, name });
      }
      return { ...item, section, name };
    }),
  );
}

/** Writes hyperparameters of an open task, however many, in one statement. Of one named twice the last counts. */
export async function writeHyperparams(
  tx: Context,
  task: string,
  rows: readonly ParamsRow[],
  replace: Replace = "none",
): Promise<void> {
  if (replace !== "none") {
    const gone = {
      section: Prisma.sql`AND section = ANY(${[...new Set(rows.map(({ section }) => section))]}::text[])`,
      legacy: Prisma.sql`AND type = ${LEGACY_TYPE}`,
      all: Prisma.empty,
    }[replace];
    await tx.db.$executeRaw(Prisma.sql`DELETE FROM task_hyperparams WHERE task = ${task} ${gone}`);
  }
  const items = [...new Map(rows.map((row) => [JSON.stringify([row.section, row.name]), row])).values()];
  if (items.length === 0) return;
  const texts = (column: keyof ParamsRow) => Prisma.sql`${items.map((item) => item[column] ?? null)}::text[]`;
  await tx.db.$executeRaw(Prisma.sql`
    INSERT INTO task_hyperparams (task, section, name, value, type, description)
    SELECT ${task}, *
    FROM unnest(${texts("section")}, ${texts("name")}, ${texts("value")}, ${texts("type")}, ${texts("description")})
    ON CONFLICT (task, section, name)
    DO UPDATE SET value = excluded.value, type = excluded.type, description = excluded.description`);
}

/**
 * Takes hyperparameters from an open task; a key without a name takes the whole section. What is not there is passed
 * over.
 */
export async function deleteHyperparams(tx: Context, task: string, keys: readonly ParamsKey[]): Promise<void> {
  const sections = keys.map(({ section }) => section);
  const names = keys.map(({ name }) => name ?? null);
  await tx.db.$executeRaw(Prisma.sql`
    DELETE FROM task_hyperparams AS p USING unnest(${sections}::text[], ${names}::text[]) AS gone (section, name)
    WHERE p.task = ${task} AND p.section = gone.section AND (gone.name IS NULL OR p.name = gone.name)`);
}

/** The hyperparameters of each task by section and name; tasks without any are not in the result. */
export async function loadHyperparams(ctx: Context, tasks: readonly string[]): Promise<Map<string, ListedParam[]>> {
  const rows = await ctx.db.$queryRaw<Array<{ task: string; items: ListedParam[] }>>(Prisma.sql`
    SELECT task, json_agg(json_strip_nulls(json_build_object(
        'section', section, 'name', name, 'value', value, 'type', type, 'description', description
      )) ORDER BY section COLLATE "C", name COLLATE "C") AS items
    FROM task_hyperparams WHERE task = ANY(${[...tasks]}::text[]) GROUP BY task`);
  return new Map(rows.map(({ task, items }) => [task, items]));
}

/** Gives a new task the hyperparameters of another. */
export async function copyHyperparams(tx: Context, from: string, to: string): Promise<void> {
  await tx.db.$executeRaw(Prisma.sql`
    INSERT INTO task_hyperparams (task, section, name, value, type, description)
    SELECT ${to}, section, name, value, type, description FROM task_hyperparams WHERE task = ${from}`);
}
