import { Prisma } from "@limpid/db";
import { wireDate } from "../dates";
import { type Document, isObject } from "../documents";
import type { Field, GroupField, ItemsField, JsonField, RowColumn, RowsField, ValueType } from "./entity";

/** What of a document is asked for: everything at a place, or only some keys below it. */
export type Wanted = true | ReadonlyMap<string, Wanted>;

/** A row as it comes from the database, by the short column names of {@link Selection}. */
export type Row = Readonly<Record<string, unknown>>;

/** Puts a value back together from a row; undefined means that it is absent. */
type Reader = (row: Row) => unknown;

/** Reads one column of JSON that holds any value. */
const identifier = (name: string) => Prisma.raw(`"${name}"`);

/** Collects the columns of one SELECT; each gets a short name. Names of tables and columns are our own constants, never a client's text. */
class Selection {
  readonly columns: Prisma.Sql[] = [];

  add(expression: Prisma.Sql): Reader {
    const name = `c${this.columns.length}`;
    this.columns.push(Prisma.sql`${expression} AS ${identifier(name)}`);
    return (row) => row[name];
  }
}

/** Columns of a SELECT and how to make documents of its rows. */
export interface DocumentSelect {
  readonly columns: Prisma.Sql;
  readonly read: (row: Row) => Document;
}

/**
 * The columns that hold what is asked for, and nothing else: single keys of narrow tables become conditions of their subselects
 * (`last_metrics.<m>.<v>.value` reads one row), big JSON columns are cut down in SQL.
 */
export function selectDocuments(
  fields: Readonly<Record<string, Field>>,
  alias: Prisma.Sql,
  wanted: ReadonlyMap<string, Wanted>,
): DocumentSelect {
  const selection = new Selection();
  const readers = memberReaders(selection, fields, alias, wanted);
  if (selection.columns.length === 0) selection.columns.push(Prisma.sql`1 AS "c0"`);
  return { columns: Prisma.join(selection.columns, ", "), read: (row) => readMembers(readers, row) };
}

type Members = ReadonlyArray<readonly [name: string, read: Reader]>;

function memberReaders(
  selection: Selection,
  fields: Readonly<Record<string, Field>>,
  alias: Prisma.Sql,
  wanted: ReadonlyMap<string, Wanted>,
): Members {
  return [...wanted].flatMap(([name, below]) => {
    const definition = fields[name];
    return definition ? [[name, reader(selection, definition, alias, below)] as const] : [];
  });
}

function readMembers(members: Members, row: Row): Document {
  const document: Document = {};
  for (const [name, read] of members) {
    const value = read(row);
    if (value !== undefined && value !== null) document[name] = value;
  }
  return document;
}

function reader(selection: Selection, definition: Field, alias: Prisma.Sql, wanted: Wanted): Reader {
  switch (definition.kind) {
    case "column":
      return scalarReader(
        definition.type,
        selection.add(numbersAsFloat(definition.type, Prisma.sql`${alias}.${identifier(definition.column)}`)),
      );
    case "computed":
      return scalarReader(definition.type, selection.add(definition.sql(alias)));
    case "json":
      return jsonReader(selection, definition, alias, wanted);
    case "rows":
      return rowsReader(selection, definition, alias, wanted);
    case "items":
      return itemsReader(selection, definition, alias, wanted);
    case "group":
      return groupReader(selection, definition, alias, wanted);
  }
}

/** int8 would come as BigInt. Numbers of the protocol are below 2^53. */
function numbersAsFloat(type: ValueType, expression: Prisma.Sql): Prisma.Sql {
  return type === "number" ? Prisma.sql`${expression}::float8` : expression;
}

function scalarReader(type: ValueType, raw: Reader): Reader {
  if (type === "texts") return (row) => raw(row) ?? [];
  if (type === "date") return (row) => toWireDate(raw(row));
  return raw;
}

/** Dates come as Date from columns, as text from inside JSON. */
function toWireDate(value: unknown): string | null {
  if (value instanceof Date) return wireDate(value);
  return typeof value === "string" ? wireDate(new Date(value)) : null;
}

function jsonReader(selection: Selection, definition: JsonField, alias: Prisma.Sql, wanted: Wanted): Reader {
  const stored = Prisma.sql`${alias}.${identifier(definition.column)}`;
  const raw = selection.add(
    wanted === true
      ? stored
      : Prisma.sql`CASE jsonb_typeof(${stored}) WHEN 'object' THEN (SELECT coalesce(jsonb_object_agg(j.key, j.value), '{}') FROM jsonb_each(${stored}) j WHERE j.key = ANY(${[...wanted.keys()]}::text[])) ELSE ${stored} END`,
  );
  return (row) => {
    const value = raw(row);
    if (value === null || value === undefined) return undefined;
    if (!isObject(value)) return value;
    return pruneJson(definition, value, wanted);
  };
}

function pruneJson(definition: JsonField, stored: Document, wanted: Wanted): Document {
  const result: Document = {};
  for (const [key, value] of Object.entries({ ...definition.defaults, ...stored })) {
    const below = wanted === true ? true : wanted.get(key);
    const shown = value ?? (definition.keepNulls ? null : definition.defaults[key]);
    if (below !== undefined && shown !== undefined) define(result, key, prune(shown, below));
  }
  return result;
}

/** The asked part of a plain JSON value. */
export function prune(value: unknown, wanted: Wanted): unknown {
  if (wanted === true) return value;
  if (Array.isArray(value)) return value.map((item) => prune(item, wanted));
  if (!isObject(value)) return value;
  const result: Document = {};
  for (const [key, below] of wanted) if (Object.hasOwn(value, key)) define(result, key, prune(value[key], below));
  return result;
}

/** Sets a user's key, `__proto__` included. */
export function define(target: Document, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true });
}

function groupReader(selection: Selection, definition: GroupField, alias: Prisma.Sql, wanted: Wanted): Reader {
  const names = wanted === true ? allOf(definition.fields) : wanted;
  const members = memberReaders(selection, definition.fields, alias, names);
  const rest =
    wanted === true ? true : new Map([...wanted].filter(([name]) => !Object.hasOwn(definition.fields, name)));
  const base =
    definition.base && (rest === true || rest.size > 0)
      ? jsonReader(selection, definition.base, alias, rest)
      : undefined;
  return (row) => ({ ...((base?.(row) ?? {}) as Document), ...readMembers(members, row) });
}

/** Everything there is, as a projection. */
export function allOf(
  fields: Readonly<Record<string, unknown>>,
  omitted: readonly string[] = [],
): ReadonlyMap<string, Wanted> {
  return new Map(
    Object.keys(fields)
      .filter((name) => !omitted.includes(name))
      .map((name) => [name, true]),
  );
}

/** A value of a narrow table inside a JSON list. */
function inJson(column: RowColumn): Prisma.Sql {
  return Prisma.sql`r.${identifier(column.name)}`;
}

function readCell(column: RowColumn, value: unknown): unknown {
  if (column.type === "date") return toWireDate(value);
  // JSON has no NaN: PostgreSQL writes it as a text
  if (column.type === "number" && typeof value !== "number") return column.fallback;
  return value ?? column.fallback;
}

function readCells(columns: readonly RowColumn[], cells: readonly unknown[], offset: number): Document {
  const document: Document = {};
  for (const [index, column] of columns.entries()) {
    const value = readCell(column, cells[offset + index]);
    if (value !== undefined && value !== null) document[column.name] = value;
  }
  return document;
}

function rowsReader(selection: Selection, definition: RowsField, alias: Prisma.Sql, wanted: Wanted): Reader {
  const named = namedColumns(wanted, definition.keys.length);
  const columns = named ? definition.columns.filter(({ name }) => named.has(name)) : definition.columns;
  const cells = [...definition.keys.map((key) => Prisma.sql`r.${identifier(key)}`), ...columns.map(inJson)];
  const filter = wanted === true ? Prisma.empty : Prisma.sql` AND (${keyFilter(definition.keys, wanted)})`;
  const raw = selection.add(
    Prisma.sql`(SELECT json_agg(json_build_array(${Prisma.join(cells)})) FROM ${identifier(definition.table)} r WHERE r.${identifier(definition.owner)} = ${alias}."id"${filter})`,
  );
  return (row) => {
    const result: Document = {};
    for (const line of (raw(row) ?? []) as unknown[][]) {
      const keys = line.slice(0, definition.keys.length).map(String);
      const below = follow(wanted, keys);
      if (below === undefined) continue;
      const item = readCells(columns, line, definition.keys.length);
      place(result, keys, below === true ? item : (prune(item, below) as Document));
    }
    return result;
  };
}

/** The columns that are asked for when every path goes down to a column; null when some want whole rows. */
function namedColumns(wanted: Wanted, depth: number): ReadonlySet<string> | null {
  if (wanted === true) return null;
  if (depth === 0) return new Set(wanted.keys());
  const names = new Set<string>();
  for (const below of wanted.values()) {
    const deeper = namedColumns(below, depth - 1);
    if (!deeper) return null;
    for (const name of deeper) names.add(name);
  }
  return names;
}

function keyFilter(keys: readonly string[], wanted: ReadonlyMap<string, Wanted>): Prisma.Sql {
  const [key = "", ...rest] = keys;
  const column = Prisma.sql`r.${identifier(key)}`;
  const alternatives = [...wanted].map(([value, below]) =>
    below === true || rest.length === 0
      ? Prisma.sql`${column} = ${value}`
      : Prisma.sql`(${column} = ${value} AND (${keyFilter(rest, below)}))`,
  );
  return alternatives.length > 0 ? Prisma.join(alternatives, " OR ") : Prisma.sql`FALSE`;
}

function follow(wanted: Wanted, keys: readonly string[]): Wanted | undefined {
  let current: Wanted | undefined = wanted;
  for (const key of keys) {
    if (current === true || current === undefined) return current;
    current = current.get(key);
  }
  return current;
}

function place(target: Document, keys: readonly string[], value: Document): void {
  let current = target;
  for (const key of keys.slice(0, -1)) {
    if (!Object.hasOwn(current, key)) define(current, key, {});
    current = current[key] as Document;
  }
  define(current, keys.at(-1) ?? "", value);
}

function itemsReader(selection: Selection, definition: ItemsField, alias: Prisma.Sql, wanted: Wanted): Reader {
  if (wanted !== true && !definition.partial) return () => [];
  const columns = wanted === true ? definition.columns : definition.columns.filter(({ name }) => wanted.has(name));
  const order = Prisma.join(
    definition.order.map((name) => Prisma.sql`r.${identifier(name)}`),
    ", ",
  );
  const filter = definition.where
    ? Prisma.sql` AND r.${identifier(definition.where[0])} = ${definition.where[1]}`
    : Prisma.empty;
  const rows = Prisma.sql`${identifier(definition.table)} r WHERE r.${identifier(definition.owner)} = ${alias}."id"${filter}`;
  const raw = selection.add(
    Prisma.sql`(SELECT json_agg(json_build_array(${Prisma.join(columns.map(inJson))}) ORDER BY ${order}) FROM ${limited(definition, rows)})`,
  );
  return (row) => ((raw(row) ?? []) as unknown[][]).map((line) => readCells(columns, line, 0));
}

/** The rows of a list, or only the first or last of them. */
function limited({ order, limit }: ItemsField, rows: Prisma.Sql): Prisma.Sql {
  if (!limit) return rows;
  const direction = Prisma.raw(limit > 0 ? "ASC" : "DESC");
  const keys = order.map((name) => Prisma.sql`r.${identifier(name)} ${direction}`);
  return Prisma.sql`(SELECT r.* FROM ${rows} ORDER BY ${Prisma.join(keys, ", ")} LIMIT ${Math.abs(limit)}::bigint) r`;
}
