import { Prisma } from "@limpid/db";
import type { ListCondition } from "./list-query";
import type { Value } from "./values";

/** Turns the given values into those to compare with; used to widen projects by those below them. */
export type Widen = (values: readonly string[]) => readonly string[];

const plainly: Widen = (values) => values;

/** A list condition on a stored value; never NULL, so that it can be negated (wire-protocol §6.2). */
export function listSql(value: Value, condition: ListCondition, widen: Widen = plainly): Prisma.Sql {
  switch (condition.kind) {
    case "and":
    case "or":
      return Prisma.sql`(${Prisma.join(
        condition.parts.map((part) => listSql(value, part, widen)),
        condition.kind === "and" ? " AND " : " OR ",
      )})`;
    case "missing":
      return isMissing(value);
    case "present":
      return Prisma.sql`NOT ${isMissing(value)}`;
    case "any":
      return hasAny(value, widen(condition.values));
    case "none":
      return not(hasAny(value, widen(condition.values)));
    case "all":
      return hasAll(value, condition.values, widen);
    case "notAll":
      return not(hasAll(value, condition.values, widen));
  }
}

const not = (condition: Prisma.Sql) => Prisma.sql`(${condition}) IS NOT TRUE`;

function hasAny(value: Value, values: readonly string[]): Prisma.Sql {
  const [one] = values;
  const list = Prisma.sql`${[...values]}::text[]`;
  // an index of a column and a sort key gives rows in order for one value of the column, not for a list of one
  const equals = (column: Prisma.Sql) =>
    values.length === 1 ? Prisma.sql`${column} = ${one}` : Prisma.sql`${column} = ANY(${list})`;
  if (value.exists) return value.exists(equals);
  return value.type === "texts" ? Prisma.sql`${value.sql} && ${list}` : equals(asText(value));
}

function hasAll(value: Value, values: readonly string[], widen: Widen): Prisma.Sql {
  if (value.type === "texts" && widen === plainly && !value.exists)
    return Prisma.sql`${value.sql} @> ${[...values]}::text[]`;
  // a single text holds one value only, so two values can never both be there (but for widened ones)
  return Prisma.sql`(${Prisma.join(
    values.map((one) => hasAny(value, widen([one]))),
    " AND ",
  )})`;
}

/** A value as text, for comparison with texts. */
export function asText({ type, sql }: Value): Prisma.Sql {
  if (type === "text") return sql;
  return type === "json" ? Prisma.sql`(${sql} #>> '{}')` : Prisma.sql`(${sql})::text`;
}

/** Absent, null, or empty text, list or map. */
export function isMissing({ type, sql }: Value): Prisma.Sql {
  switch (type) {
    case "text":
      return Prisma.sql`(coalesce(${sql}, '') = '')`;
    case "texts":
      return Prisma.sql`(coalesce(cardinality(${sql}), 0) = 0)`;
    case "json":
      return Prisma.sql`(coalesce(${sql}, 'null') IN ('null', '""', '[]', '{}'))`;
    default:
      return Prisma.sql`(${sql} IS NULL)`;
  }
}
