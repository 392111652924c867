import { Prisma } from "@limpid/db";
import type { Entity, Field, JsonField, RowsField, ValueType } from "./entity";
import { splitPath, unescapeKey } from "./paths";
import { pathLength } from "./projection";

/** A stored value as an SQL expression on the entity's own table. Missing values are NULL, missing lists NULL or empty. */
export interface Value {
  readonly type: ValueType;
  readonly sql: Prisma.Sql;
  /** For values in narrow tables: whether there is one that passes the test. The planner can turn it into a join. */
  readonly exists?: (test: (column: Prisma.Sql) => Prisma.Sql) => Prisma.Sql;
  /** For lists in narrow tables: the ids of the documents that hold a value passing the test. */
  readonly owners?: (test: (column: Prisma.Sql) => Prisma.Sql) => Prisma.Sql;
  /** For the one row of a narrow table: a join that gives the same value, for orders over many documents. */
  readonly joined?: (alias: Prisma.Sql) => { readonly join: Prisma.Sql; readonly sql: Prisma.Sql };
}

const name = (text: string) => Prisma.raw(`"${text}"`);

/**
 * The expression for a dotted path: the allow-list through which every path of a client goes. Keys that are users' own are bound values.
 * @returns null for a path that leads nowhere.
 * @throws 400/12 for a path into hyperparams, configuration or metadata with too many parts (wire-protocol §6.9).
 */
export function valueAt(entity: Entity, alias: Prisma.Sql, path: string): Value | null {
  const [first = "", ...rest] = splitPath(path);
  const definition = Object.hasOwn(entity.fields, first) ? entity.fields[first] : undefined;
  return definition ? fieldValue(definition, alias, rest, path) : null;
}

function fieldValue(definition: Field, alias: Prisma.Sql, rest: readonly string[], path: string): Value | null {
  switch (definition.kind) {
    case "column":
      if (rest.length > 0) return null;
      return { type: definition.type, sql: Prisma.sql`${alias}.${name(definition.column)}` };
    case "computed":
      return rest.length > 0 ? null : { type: definition.type, sql: definition.sql(alias) };
    case "json":
      return jsonValue(definition, alias, rest);
    case "rows":
      return rowsValue(definition, alias, rest, path);
    case "items": {
      const column = definition.columns.find((candidate) => candidate.name === rest[0]);
      if (!column || rest.length > 1) return null;
      const filter = definition.where
        ? Prisma.sql` AND r.${name(definition.where[0])} = ${definition.where[1]}`
        : Prisma.empty;
      const held = Prisma.sql`r.${name(column.name)}::text`;
      const source = Prisma.sql`FROM ${name(definition.table)} r WHERE r.${name(definition.owner)} = ${alias}."id"${filter}`;
      return {
        type: "texts",
        sql: Prisma.sql`ARRAY(SELECT ${held} ${source})`,
        exists: (test) => Prisma.sql`EXISTS (SELECT 1 ${source} AND ${test(held)})`,
        owners: (test) =>
          Prisma.sql`SELECT r.${name(definition.owner)} FROM ${name(definition.table)} r WHERE ${test(held)}${filter}`,
      };
    }
    case "group": {
      const [first = "", ...below] = rest;
      const member = Object.hasOwn(definition.fields, first) ? definition.fields[first] : undefined;
      if (member) return fieldValue(member, alias, below, path);
      return definition.base ? jsonValue(definition.base, alias, rest) : null;
    }
  }
}

function jsonValue(definition: JsonField, alias: Prisma.Sql, rest: readonly string[]): Value | null {
  const [first = ""] = rest;
  if (definition.keys !== "open" && rest.length > 0) {
    if (!definition.keys.includes(first)) return null;
    if (rest.length > 1 && !definition.maps.includes(first)) return null;
  }
  return { type: "json", sql: Prisma.sql`(${alias}.${name(definition.column)} #> ${[...rest]}::text[])` };
}

/** A column of the one row, `value` when the path ends at the row; a path that ends before says whether there are rows. */
function rowsValue(definition: RowsField, alias: Prisma.Sql, rest: readonly string[], path: string): Value | null {
  const depth = definition.keys.length;
  if (definition.escaped && (rest.length === 0 || rest.length > depth + 1)) throw pathLength(path);
  if (rest.length > depth + 1) return null;
  const keys = rest.slice(0, depth).map((part) => (definition.escaped ? unescapeKey(part) : part));
  const conditions = keys.map((key, index) => Prisma.sql` AND r.${name(definition.keys[index] ?? "")} = ${key}`);
  const source = Prisma.sql`FROM ${name(definition.table)} r WHERE r.${name(definition.owner)} = ${alias}."id"${Prisma.join(conditions.length > 0 ? conditions : [Prisma.empty], "")}`;
  if (rest.length < depth) {
    return { type: "json", sql: Prisma.sql`(SELECT to_jsonb(count(*)) ${source} HAVING count(*) > 0)` };
  }
  const wanted = rest[depth] ?? "value";
  const column = definition.columns.find((candidate) => candidate.name === wanted);
  if (!column) return null;
  const held = Prisma.sql`r.${name(column.name)}`;
  return {
    type: column.type,
    sql: Prisma.sql`(SELECT ${held} ${source})`,
    exists: (test) => Prisma.sql`EXISTS (SELECT 1 ${source} AND ${test(held)})`,
    joined: (other) => ({
      join: Prisma.sql` LEFT JOIN ${name(definition.table)} ${other} ON ${other}.${name(definition.owner)} = ${alias}."id"${Prisma.join(
        keys.map((key, index) => Prisma.sql` AND ${other}.${name(definition.keys[index] ?? "")} = ${key}`),
        "",
      )}`,
      sql: Prisma.sql`${other}.${name(column.name)}`,
    }),
  };
}
