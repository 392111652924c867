import { Prisma } from "@limpid/db";
import type { ListCondition } from "./list-query";
import type { Value } from "./values";

/** Turns the given values into the SQL list to compare with; used to widen projects by those below them. */
export type Widen = (values: readonly string[]) => Prisma.Sql;

const plainly: Widen = (values) => Prisma.sql`${[...values]}::text[]`;

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

function hasAny(value: Value, list: Prisma.Sql): Prisma.Sql {
  if (value.exists) return value.exists((column) => Prisma.sql`${column} = ANY(${list})`);
  if (value.type === "texts") return Prisma.sql`${value.sql} && ${list}`;
  return Prisma.sql`${asText(value)} = ANY(${list})`;
}

function hasAll(value: Value, values: readonly string[], widen: Widen): Prisma.Sql {
  if (value.type === "texts" && widen === plainly && !value.exists)
    return Prisma.sql`${value.sql} @> ${plainly(values)}`;
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
