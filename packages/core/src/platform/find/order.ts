import { Prisma } from "@limpid/db";
import { errors } from "../errors";
import type { Entity, FindRequest } from "./entity";
import { isMissing } from "./list-sql";
import { ROOT } from "./load";
import { unknownField } from "./paths";
import { type Value, valueAt } from "./values";

/**
 * How the documents of a request are sorted. A first key that an index may hold in order parts them in two, one after the other: those that have
 * the field, and those that lack it. Said as one sort key ("lacks it", then the value) no index would give the first page without a sort of all.
 */
export interface Order {
  /** Joins that the sort keys need; they never change the number of rows. */
  readonly joins: Prisma.Sql;
  readonly parts: readonly OrderPart[];
}

/** Documents that stand together in an order. */
export interface OrderPart {
  /** Which these are; null for all. */
  readonly condition: Prisma.Sql | null;
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
  const sorted = keys.map((key, index): SortKey => {
    const descending = key.startsWith("-");
    const path = descending ? key.slice(1) : key;
    if (path === TEXT_SCORE) {
      if (!score) throw errors.fieldsValueError(`${TEXT_SCORE} needs search_text`, { field: "order_by" });
      // a score has one useful direction: the best first, whatever the sign
      return { value: { type: "number", sql: score }, compared: [score], descending: true, parted: false };
    }
    const found = valueAt(entity, ROOT, path);
    if (!found) throw unknownField(path, entity.name);
    const joined = found.joined?.(Prisma.raw(`"o${index}"`));
    if (joined) joins.push(joined.join);
    const value = { type: found.type, sql: joined?.sql ?? found.sql };
    return {
      value,
      // an id is no number, whatever its digits
      compared: compared(value, descending, numeric && path !== "id"),
      descending,
      parted: value.type === "number" || value.type === "date" || (value.type === "text" && joined !== undefined),
    };
  });
  const [first, ...rest] = sorted;
  const hasId = keys.some((key) => key === "id" || key === "-id");
  return {
    joins: joins.length > 0 ? Prisma.join(joins, "") : Prisma.empty,
    parts: partsOf(first, [...rest.flatMap(laterKeys), ...(hasId ? [] : [Prisma.sql`${ROOT}."id"`])]),
  };
}

/** One key of an order. */
interface SortKey {
  readonly value: Value;
  /** What of the value is compared, one after the other. */
  readonly compared: readonly Prisma.Sql[];
  readonly descending: boolean;
  /** Whether it parts the documents when it is the first key. */
  readonly parted: boolean;
}

function partsOf(first: SortKey | undefined, tail: readonly Prisma.Sql[]): readonly OrderPart[] {
  const by = (...head: readonly Prisma.Sql[]) => Prisma.join([...head, ...tail], ", ");
  if (!first) return [{ condition: null, by: by() }];
  const { value, compared, descending, parted } = first;
  if (!parted) {
    const missing = descending ? [] : [isMissing(value)];
    return [{ condition: null, by: by(...missing, ...laterKeys(first)) }];
  }
  return [
    // no word about nulls: there are none, and the words must be those of the index
    { condition: isPresent(value), by: by(...compared.map((sql) => (descending ? Prisma.sql`${sql} DESC` : sql))) },
    { condition: isMissing(value), by: by(...laterKeys(first)) },
  ];
}

function isPresent({ type, sql }: Value): Prisma.Sql {
  return type === "text" ? Prisma.sql`${sql} <> ''` : Prisma.sql`${sql} IS NOT NULL`;
}

function laterKeys({ compared, descending }: SortKey): Prisma.Sql[] {
  const direction = Prisma.raw(descending ? "DESC NULLS LAST" : "ASC NULLS FIRST");
  return compared.map((sql) => Prisma.sql`${sql} ${direction}`);
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

/**
 * A list is sorted by its least value, or its greatest when descending; a text by its value where it is a number, so that 0.01 and 1e-3 stand where
 * they belong, with words behind the numbers in their natural order.
 */
function compared({ type, sql }: Value, descending: boolean, numeric: boolean): readonly Prisma.Sql[] {
  switch (type) {
    case "text":
      return numeric ? [Prisma.sql`number_key(${sql})`, Prisma.sql`word_key(${sql})`] : [sql];
    case "texts":
      return [Prisma.sql`(SELECT ${Prisma.raw(descending ? "max" : "min")}(u) FROM unnest(${sql}) u)`];
    case "json":
      return [numeric ? Prisma.sql`natural_key(${sql} #>> '{}')` : sql];
    default:
      return [sql];
  }
}
