import { Prisma } from "@limpid/db";
import type { Context } from "../platform/context";
import { errors } from "../platform/errors";
import type { MetadataItem, MetadataMap } from "./schema";

export { MetadataItem, MetadataList, MetadataMap } from "./schema";

/** Whose metadata; each kind of owner has a table of its own. */
export type MetadataOwner = "model" | "queue";

const TABLES = {
  model: { table: Prisma.raw("model_metadata"), owner: Prisma.raw("model") },
  queue: { table: Prisma.raw("queue_metadata"), owner: Prisma.raw("queue") },
} as const;

/** The metadata of several owners as maps; owners without any are not in the result. */
export async function loadMetadata(
  ctx: Context,
  kind: MetadataOwner,
  ids: readonly string[],
): Promise<Map<string, MetadataMap>> {
  const { table, owner } = TABLES[kind];
  const rows = await ctx.db.$queryRaw<
    Array<{ owner: string; key: string; type: string | null; value: string | null }>
  >(Prisma.sql`
    SELECT ${owner} AS owner, key, type, value FROM ${table} WHERE ${owner} = ANY(${[...ids]}::text[]) ORDER BY key`);
  const lists = new Map<string, Array<[string, MetadataItem]>>();
  for (const { owner: id, key, type, value } of rows) {
    const list = lists.get(id) ?? [];
    list.push([key, { key, type: type ?? "", value: value ?? "" }]);
    lists.set(id, list);
  }
  return new Map([...lists].map(([id, list]) => [id, Object.fromEntries(list)]));
}

/**
 * Writes entries: those of the same key are replaced, the others stay unless `replace`. Of one key given twice the last counts.
 * @param items a list, or a map whose own keys count.
 */
export async function writeMetadata(
  tx: Context,
  kind: MetadataOwner,
  id: string,
  items: readonly MetadataItem[] | MetadataMap,
  { replace = false }: { replace?: boolean } = {},
): Promise<void> {
  const { table, owner } = TABLES[kind];
  const entries = new Map(isList(items) ? items.map((item) => [item.key, item]) : Object.entries(items));
  if (replace) await tx.db.$executeRaw(Prisma.sql`DELETE FROM ${table} WHERE ${owner} = ${id}`);
  if (entries.size === 0) return;
  const keys = [...entries.keys()];
  const values = [...entries.values()];
  await tx.db.$executeRaw(Prisma.sql`
    INSERT INTO ${table} (${owner}, key, type, value)
    SELECT ${id}, * FROM unnest(${keys}::text[], ${values.map((item) => item.type)}::text[], ${values.map((item) => item.value)}::text[])
    ON CONFLICT (${owner}, key) DO UPDATE SET type = excluded.type, value = excluded.value`);
}

/** Removes keys; unknown ones are passed over. @throws 400/12 when none is named. */
export async function deleteMetadata(
  tx: Context,
  kind: MetadataOwner,
  id: string,
  keys: readonly string[],
): Promise<void> {
  if (keys.length === 0) throw errors.validationError({ field: "keys", reason: "at least one key is needed" });
  const { table, owner } = TABLES[kind];
  await tx.db.$executeRaw(Prisma.sql`DELETE FROM ${table} WHERE ${owner} = ${id} AND key = ANY(${[...keys]}::text[])`);
}

function isList(items: readonly MetadataItem[] | MetadataMap): items is readonly MetadataItem[] {
  return Array.isArray(items);
}
