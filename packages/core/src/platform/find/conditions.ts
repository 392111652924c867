import { Prisma } from "@limpid/db";
import { isObject } from "../documents";
import { errors } from "../errors";
import { datetimeSql, parseDatetime, readDate, timestamp } from "./dates-query";
import type { Conditions, Entity, FindRequest } from "./entity";
import { type ListCondition, parseFilter, parseListQuery } from "./list-query";
import { asText, listSql, type Widen } from "./list-sql";
import { ROOT } from "./load";
import { type Pattern, translatePattern } from "./pattern";
import type { ProjectsBelow } from "./subprojects";
import { type Value, valueAt } from "./values";

/** The conditions of a request, joined by AND. */
export interface RequestConditions {
  readonly parts: readonly Prisma.Sql[];
  /** A client's pattern is among them: the statement needs a time limit. */
  readonly patterns: boolean;
}

/**
 * The conditions that a request's own keys state (wire-protocol §6.1–6.3); visibility and search text are not among them. Unknown keys and
 * null values are no conditions.
 * @param below what the request's projects stand for beside themselves.
 * @throws 400/12, 400/16, 400/21 as §6 says for malformed ones.
 */
export function requestConditions(entity: Entity, request: FindRequest, below: ProjectsBelow): RequestConditions {
  const adjusted = entity.adjust?.(request) ?? {};
  const parts: Prisma.Sql[] = [...(adjusted.conditions ?? [])];
  let patterns = false;
  const filters = readFilters(request.filters);
  const listPath = (key: string) => adjusted.paths?.[key] ?? key;
  const list = (key: string, condition: ListCondition | null) => {
    const value = condition && known(entity, listPath(key));
    if (condition && value) parts.push(listSql(value, condition, widening(entity, key, below)));
  };
  for (const [key, value] of Object.entries(request)) {
    if (value === null || value === undefined || key in MULTI || key === "filters") continue;
    switch (conditionKind(entity.conditions, key)) {
      case "list":
        if (!Object.hasOwn(filters, key)) list(key, parseListQuery(key, value));
        break;
      case "range":
        parts.push(rangeSql(known(entity, key), key, value));
        break;
      case "datetime":
        parts.push(...optional(datetimeSql(known(entity, key)?.sql ?? NOTHING, parseDatetime(value))));
        break;
      case "pattern": {
        const pattern = readPattern(key, value, false);
        if (pattern.exact === undefined) patterns = true;
        if (value !== "") parts.push(patternSql(known(entity, key), pattern));
        break;
      }
      case "equality":
        parts.push(equalitySql(known(entity, key), key, value));
        break;
      case null:
        break;
    }
  }
  for (const [key, value] of Object.entries(filters)) {
    if (conditionKind(entity.conditions, key) === "list") list(key, parseFilter(key, value));
  }
  for (const [key, join] of Object.entries(MULTI)) {
    if (request[key] === null || request[key] === undefined) continue;
    const multi = multiFieldSql(entity, key, request[key], join);
    patterns ||= multi.pattern;
    parts.push(...optional(multi.sql));
  }
  if (parts.length > MAX_CONDITIONS) throw errors.validationError({ reason: `more than ${MAX_CONDITIONS} conditions` });
  return { parts, patterns };
}

/** Conditions in one request at most, and fields in one of them: far beyond what clients send, and safe for the planner. */
const MAX_CONDITIONS = 200;

/** Conditions over several fields and how their results are joined (wire-protocol §6.1). */
const MULTI: Readonly<Record<string, " OR " | " AND ">> = {
  _any_: " OR ",
  _or_: " OR ",
  _all_: " AND ",
  _and_: " AND ",
};
const NOTHING = Prisma.sql`NULL`;
const NEVER = Prisma.sql`FALSE`;

const optional = <T>(value: T | null): readonly T[] => (value === null ? [] : [value]);

const known = (entity: Entity, path: string): Value | null => valueAt(entity, ROOT, path);

const KINDS = ["list", "range", "datetime", "pattern", "equality"] as const;

/** Which kind of condition a query key states, by the table of wire-protocol §6.1. */
export function conditionKind(conditions: Conditions, key: string): (typeof KINDS)[number] | null {
  const prefix = key.includes(".") ? `${key.slice(0, key.indexOf("."))}.*` : null;
  return (
    KINDS.find((kind) => conditions[kind].includes(key) || (prefix !== null && conditions[kind].includes(prefix))) ??
    null
  );
}

function readFilters(value: unknown): Readonly<Record<string, unknown>> {
  if (value === null || value === undefined) return {};
  if (!isObject(value)) throw errors.validationError({ field: "filters", reason: "expected an object" });
  return value;
}

/** Projects stand for themselves and for those below them. */
function widening(entity: Entity, key: string, below: ProjectsBelow): Widen | undefined {
  if (key !== entity.subprojects || below.size === 0) return undefined;
  return (ids) => [...new Set(ids.flatMap((id) => [id, ...(below.get(id) ?? [])]))];
}

function rangeSql(value: Value | null, key: string, range: unknown): Prisma.Sql {
  const bad = (reason: string) => errors.validationError({ field: key, reason });
  if (!Array.isArray(range) || range.length !== 2) throw bad("expected a list of two values");
  const [low, high] = range;
  if (low === null && high === null) throw bad("one end of the range is needed");
  if (value?.type !== "date" && value?.type !== "number") return low === null ? Prisma.sql`TRUE` : NEVER;
  const bound = (end: unknown): Prisma.Sql | null => {
    if (value.type === "date") {
      const date = readDate(end);
      return date && timestamp(date);
    }
    const number = typeof end === "string" && key.startsWith("last_metrics.") ? readNumber(end, bad) : end;
    return typeof number === "number" && Number.isFinite(number) ? Prisma.sql`${number}::float8` : null;
  };
  const [from, to] = [bound(low), bound(high)];
  if ((low !== null && !from) || (high !== null && !to)) return NEVER;
  const inside = (column: Prisma.Sql) =>
    Prisma.join(
      [...optional(from && Prisma.sql`${column} >= ${from}`), ...optional(to && Prisma.sql`${column} <= ${to}`)],
      " AND ",
    );
  if (low === null) return Prisma.sql`(${inside(value.sql)} OR ${value.sql} IS NULL)`;
  return value.exists ? value.exists(inside) : Prisma.sql`(${inside(value.sql)})`;
}

function readNumber(text: string, bad: (reason: string) => Error): number {
  const number = Number(text);
  if (text.trim() === "" || Number.isNaN(number)) throw bad("expected numbers");
  return number;
}

function readPattern(field: string, pattern: unknown, ignoreCase: boolean): Pattern {
  if (typeof pattern !== "string") throw errors.validationError({ field, reason: "expected a pattern" });
  return translatePattern(pattern, { ignoreCase });
}

function patternSql(value: Value | null, { regex, exact }: Pattern): Prisma.Sql {
  if (!value) return NEVER;
  const matches = (column: Prisma.Sql) =>
    exact === undefined ? Prisma.sql`${column} ~ ${regex}` : Prisma.sql`${column} IN (${exact}, ${`${exact}\n`})`;
  if (value.exists) return value.exists(matches);
  if (value.type === "texts") {
    return Prisma.sql`EXISTS (SELECT 1 FROM unnest(${value.sql}) u WHERE ${matches(Prisma.sql`u`)})`;
  }
  return value.type === "text" || value.type === "json" ? matches(asText(value)) : NEVER;
}

function equalitySql(value: Value | null, key: string, wanted: unknown): Prisma.Sql {
  if (!value) return NEVER;
  if (value.type === "flag") {
    if (typeof wanted !== "boolean") throw errors.validationError({ field: key, reason: "expected true or false" });
    return Prisma.sql`${value.sql} = ${wanted}`;
  }
  return Prisma.sql`${value.sql} = ${JSON.stringify(wanted)}::jsonb`;
}

/** `{fields, pattern}` or `{fields, datetime}`, the latter for declared datetime fields only; 400/16 for anything else. */
function multiFieldSql(
  entity: Entity,
  key: string,
  value: unknown,
  join: " OR " | " AND ",
): { sql: Prisma.Sql | null; pattern: boolean } {
  const bad = (reason: string) => errors.fieldsValueError(reason, { field: key });
  if (!isObject(value)) throw bad("expected an object");
  const { fields, pattern, datetime } = value;
  if (!Array.isArray(fields) || fields.some((name) => typeof name !== "string")) throw bad("fields is a list of texts");
  if (fields.length > MAX_CONDITIONS) throw bad(`more than ${MAX_CONDITIONS} fields`);
  const hasPattern = pattern !== null && pattern !== undefined;
  const hasDatetime = datetime !== null && datetime !== undefined;
  if (hasPattern === hasDatetime) throw bad("either pattern or datetime is needed");
  if (hasPattern) {
    const translated = readPattern(key, pattern, true);
    const parts = fields.map((path: string) => patternSql(known(entity, path), translated));
    return { sql: parts.length > 0 ? Prisma.sql`(${Prisma.join(parts, join)})` : null, pattern: true };
  }
  const tests = parseDatetime(datetime);
  const parts = fields.flatMap((path: string) => {
    const date = entity.conditions.datetime.includes(path) ? known(entity, path) : null;
    return date ? optional(datetimeSql(date.sql, tests)) : [];
  });
  return { sql: parts.length > 0 ? Prisma.sql`(${Prisma.join(parts, join)})` : null, pattern: false };
}
