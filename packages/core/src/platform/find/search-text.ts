import { Prisma } from "@limpid/db";
import { errors } from "../errors";
import type { Entity } from "./entity";
import { ROOT } from "./load";
import { valueAt } from "./values";

/** A search text as SQL: the condition, and the score for `@text_score`. */
export interface Search {
  readonly condition: Prisma.Sql;
  readonly score: Prisma.Sql;
}

/** The parts of a search text: any of the words, all of the phrases, none of the excluded. */
export interface SearchParts {
  readonly words: readonly string[];
  readonly phrases: readonly string[];
  readonly excluded: readonly string[];
}

/** Takes a search text apart (wire-protocol §6.4): words, `"quoted phrases"`, `-word` and `-"phrase"`. */
export function parseSearchText(text: string): SearchParts {
  const parts = { words: [] as string[], phrases: [] as string[], excluded: [] as string[] };
  for (const [, minus, phrase, word] of text.matchAll(/(-?)"([^"]*)"|([^\s"]+)/g)) {
    if (phrase !== undefined) (minus ? parts.excluded : parts.phrases).push(phrase);
    else if (word?.startsWith("-")) parts.excluded.push(word.slice(1));
    else if (word) parts.words.push(word);
  }
  const filled = (list: readonly string[]) => list.filter((item) => item.trim() !== "");
  return { words: filled(parts.words), phrases: filled(parts.phrases), excluded: filled(parts.excluded) };
}

/**
 * The search text of a request over the words of an entity, stemmed English (wire-protocol §6.4). Null when there is none.
 * @throws 400/12 when it is no text.
 */
export function readSearch(entity: Entity, text: unknown): Search | null {
  // entities without words do not know the key
  if (text === null || text === undefined || text === "" || !entity.search) return null;
  if (typeof text !== "string") throw errors.validationError({ field: "search_text", reason: "expected a text" });
  const { words, phrases, excluded } = parseSearchText(text);
  if (words.length + phrases.length === 0) return { condition: Prisma.sql`FALSE`, score: Prisma.sql`0::float8` };
  const [some, every, none] = [words, phrases, excluded].map((texts) => texts.map(termQuery)) as [
    Prisma.Sql[],
    Prisma.Sql[],
    Prisma.Sql[],
  ];
  const wanted = every.length > 0 ? together(every, " && ") : together(some, " || ");
  const query = none.length > 0 ? Prisma.sql`(${wanted} && !!(${together(none, " || ")}))` : wanted;
  const found = Prisma.sql`"search_words"`;
  const inTexts = Prisma.sql`SELECT w."owner" FROM ${found} w WHERE w."words" @@ ${query}`;
  const byIds = phrases.length === 0 && excluded.length === 0 ? ownersOfIds(entity, words) : [];
  const weights = Prisma.sql`${[...entity.search.weights]}::float4[]`;
  const ranked = Prisma.sql`coalesce((SELECT ts_rank(${weights}, w."words", ${together([...some, ...every], " || ")}) FROM ${found} w WHERE w."owner" = ${ROOT}."id"), 0)`;
  const condition = Prisma.sql`${ROOT}."id" IN (${Prisma.join([inTexts, ...byIds], " UNION ")})`;
  return { condition, score: ranked };
}

function together(queries: readonly Prisma.Sql[], operator: " && " | " || "): Prisma.Sql {
  return Prisma.sql`(${Prisma.join([...queries], operator)})`;
}

/** A word or phrase: its stems one after the other, or the text as it stands (ids are words of their own). */
function termQuery(text: string): Prisma.Sql {
  const lexeme = `'${text.toLowerCase().replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
  return Prisma.sql`(phraseto_tsquery('english', search_plain(${text})) || ${lexeme}::tsquery)`;
}

/** Documents that hold other things of which the words are ids. */
function ownersOfIds(entity: Entity, words: readonly string[]): Prisma.Sql[] {
  return (entity.search?.ids ?? []).flatMap((path) => {
    const value = valueAt(entity, ROOT, path);
    return value?.owners ? [value.owners((column) => Prisma.sql`${column} = ANY(${[...words]}::text[])`)] : [];
  });
}
