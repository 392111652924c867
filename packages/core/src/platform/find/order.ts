import { Prisma } from "@limpid/db";
import { errors } from "../errors";
import type { Entity, FindRequest } from "./entity";
import { isMissing } from "./list-sql";
import { ROOT } from "./load";
import { unknownField } from "./paths";
import { type Value, valueAt } from "./values";

/** How the documents of a request are sorted. */
export interface Order {
  /** Joins that the sort keys need; they never change the number of rows. */
  readonly joins: Prisma.Sql;
  readonly by: Prisma.Sql;
}

/** Sort keys at most. */
const MAX_KEYS = 32;

const NUMERIC = ["execution.parameters.", "hyperparams.", "last_metrics.", "metadata."];
const startsNumeric = (key: string) => NUMERIC.some((prefix) => key.startsWith(prefix));

/** Stands for the score of the search text in order_by (wire-protocol §6.4). */
const TEXT_SCORE = "@text_score";

/**
 * Reads `order_by` (wire-protocol §6.5). What lacks the first field comes last both ways; numbers inside texts are sorted by value when the
 * first key or a query key is a parameter, metric or metadata; the id decides what is left.
 * @param score SQL of the text score, when there is a search text.
 * @throws 400/14 for an unknown field, 400/16 for `@text_score` without search text, 400/12 for no list.
 */
export function readOrder(entity: Entity, request: FindRequest, score: Prisma.Sql | null): Order {
  const keys = orderKeys(request.order_by, score);
  const numeric = startsNumeric(keys[0]?.replace(/^-/, "") ?? "") || conditionKeys(request).some(startsNumeric);
  const joins: Prisma.Sql[] = [];
  const by = keys.flatMap((key, index) => {
    const descending = key.startsWith("-");
    const path = descending ? key.slice(1) : key;
    if (path === TEXT_SCORE) {
      if (!score) throw errors.fieldsValueError(`${TEXT_SCORE} needs search_text`, { field: "order_by" });
      // a score has one useful direction: the best first, whatever the sign
      return [Prisma.sql`${score} DESC`];
    }
    const found = valueAt(entity, ROOT, path);
    if (!found) throw unknownField(path, entity.name);
    const joined = found.joined?.(Prisma.raw(`"o${index}"`));
    if (joined) joins.push(joined.join);
    return sortKeys(
      { type: found.type, sql: joined?.sql ?? found.sql },
      {
        descending,
        first: index === 0,
        // an id is no number, whatever its digits
        numeric: numeric && path !== "id",
      },
    );
  });
  const hasId = keys.some((key) => key === "id" || key === "-id");
  return {
    joins: joins.length > 0 ? Prisma.join(joins, "") : Prisma.empty,
    by: Prisma.join(hasId ? by : [...by, Prisma.sql`${ROOT}."id"`], ", "),
  };
}

function orderKeys(order: unknown, score: Prisma.Sql | null): readonly string[] {
  const keys = typeof order === "string" ? [order] : (order ?? []);
  if (!Array.isArray(keys) || keys.some((key) => typeof key !== "string")) {
    throw errors.validationError({ field: "order_by", reason: "expected a list of texts" });
  }
  if (keys.length > MAX_KEYS) throw errors.validationError({ field: "order_by", reason: `more than ${MAX_KEYS}` });
  // who searches and names no order wants the best hits first
  return keys.length === 0 && score ? [TEXT_SCORE] : keys;
}

function conditionKeys(request: FindRequest): readonly string[] {
  return Object.keys(request).filter((key) => key.includes(".") && request[key] !== null);
}

function sortKeys(
  value: Value,
  { descending, first, numeric }: { descending: boolean; first: boolean; numeric: boolean },
): Prisma.Sql[] {
  const keys = numeric && value.type === "text" ? byValue(value.sql) : [sortKey(value, descending, numeric)];
  if (descending) return keys.map((key) => Prisma.sql`${key} DESC NULLS LAST`);
  const ascending = keys.map((key) => Prisma.sql`${key} ASC NULLS FIRST`);
  return first ? [isMissing(value), ...ascending] : ascending;
}

/** A decimal number as people and programs write it, short enough for any exponent to stay within a double. */
const NUMBER = "^[+-]?([0-9]{1,100}[.]?[0-9]{0,100}|[.][0-9]{1,100})(e[+-]?[0-9]{1,2})?$";

/**
 * A text by its value where it is a number, so that 0.01 and 1e-3 stand where they belong; missing ones before all numbers, words behind them
 * in their natural order, which costs too much to be asked of every number.
 */
function byValue(sql: Prisma.Sql): Prisma.Sql[] {
  const isNumber = Prisma.sql`${sql} ~* ${NUMBER}`;
  return [
    Prisma.sql`CASE WHEN coalesce(${sql}, '') = '' THEN '-infinity'::float8 WHEN ${isNumber} THEN ${sql}::float8 ELSE 'infinity'::float8 END`,
    Prisma.sql`CASE WHEN ${isNumber} THEN '' ELSE natural_key(${sql}) END`,
  ];
}

/** A list is sorted by its least value, or its greatest when descending. */
function sortKey({ type, sql }: Value, descending: boolean, numeric: boolean): Prisma.Sql {
  switch (type) {
    case "texts":
      return Prisma.sql`(SELECT ${Prisma.raw(descending ? "max" : "min")}(u) FROM unnest(${sql}) u)`;
    case "json":
      return numeric ? Prisma.sql`natural_key(${sql} #>> '{}')` : sql;
    default:
      return sql;
  }
}
