import { Prisma } from "@limpid/db";
import type { Context } from "./context";
import { errors } from "./errors";
import type { Version } from "./version";

/** Tags that the system itself gives and reads (wire-protocol §11, "Special names and tags"). */
export const SYSTEM_WORDS = [
  "development",
  "archived",
  "hidden",
  "default",
  "k8s-glue",
  "pipeline",
  "dataset",
  "reports",
] as const;

const OLD_SYSTEM_WORD = /^(?:active|public|annotat.*)$/;

/** Whether clients below 2.3 mean a system tag by this word in `tags` (wire-protocol §7.2). */
export function isSystemWord(tag: string): boolean {
  return (SYSTEM_WORDS as readonly string[]).includes(tag) || OLD_SYSTEM_WORD.test(tag);
}

/** Tags of a request and the system tags beside them; either may be absent. */
export interface TagFields {
  readonly tags?: readonly string[] | null;
  readonly system_tags?: readonly string[] | null;
}

/**
 * Tags as they are stored: sorted, repetitions kept (wire-protocol §7.1).
 * @throws 400/16 for a tag that begins like an operator of the query language (§6.2).
 */
export function storedTags(tags: readonly string[]): string[] {
  for (const tag of tags) {
    if (tag.startsWith("__$")) throw errors.fieldsValueError("tags may not begin with __$", { tag });
  }
  return [...tags].sort();
}

/** For requests below 2.3: the system words among `tags` belong into `system_tags` (wire-protocol §7.2). Newer requests pass unchanged. */
export function upgradeTags<T extends TagFields>(version: Version, request: T): T {
  if (version.atLeast("2.3") || !request.tags) return request;
  const words = request.tags.filter(isSystemWord);
  if (words.length === 0) return request;
  return {
    ...request,
    tags: request.tags.filter((tag) => !isSystemWord(tag)),
    system_tags: [...new Set([...(request.system_tags ?? []), ...words])],
  };
}

/** For replies below 2.3: `tags` shows the system tags as well (wire-protocol §7.2). */
export function downgradeTags<T extends Record<string, unknown>>(version: Version, document: T): T {
  const { tags, system_tags } = document;
  if (version.atLeast("2.3") || !Array.isArray(system_tags)) return document;
  return { ...document, tags: [...new Set([...(Array.isArray(tags) ? tags : []), ...system_tags])].sort() };
}

const TAGGED = { task: Prisma.raw("tasks"), model: Prisma.raw("models") } as const;

/**
 * Adds and removes tags of the company's own objects in one statement; unknown ids are passed over, tags stay sorted and single ones are
 * added once. Moves `last_change`, not `last_update`.
 * @returns how many objects now look different.
 * @throws 400/12 nothing to add or remove, 400/16 see {@link storedTags}.
 */
export async function updateTags(
  ctx: Context,
  kind: keyof typeof TAGGED,
  ids: readonly string[],
  change: { readonly add_tags?: readonly string[] | null; readonly remove_tags?: readonly string[] | null },
): Promise<number> {
  const add = storedTags([...new Set(change.add_tags ?? [])]);
  const remove = change.remove_tags ?? [];
  if (add.length + remove.length === 0)
    throw errors.validationError({ field: "add_tags", reason: "nothing to add or remove" });
  return ctx.db.$executeRaw(Prisma.sql`
    UPDATE ${TAGGED[kind]} AS tagged
    SET tags = fresh.tags, last_change = ${ctx.now()}, last_changed_by = ${ctx.identity.user}
    FROM (
      SELECT old.id, ARRAY(
        SELECT tag FROM (
          SELECT tag FROM unnest(old.tags) AS tag
          UNION ALL SELECT tag FROM unnest(${add}::text[]) AS tag WHERE tag <> ALL(old.tags)
        ) AS every WHERE tag <> ALL(${[...remove]}::text[]) ORDER BY tag COLLATE "C"
      ) AS tags
      FROM ${TAGGED[kind]} AS old
      WHERE old.id = ANY(${[...ids]}::text[]) AND old.company = ${ctx.identity.company}
      ORDER BY old.id FOR UPDATE
    ) AS fresh
    WHERE tagged.id = fresh.id AND tagged.tags <> fresh.tags`);
}
