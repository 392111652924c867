import type { Prisma } from "@limpid/db";
import type { Document } from "../documents";

/** The kinds of things that can be listed or stand at the other end of a reference. */
export type EntityName = "company" | "user" | "project" | "task" | "model" | "queue";

/** What a stored value is, as conditions and orders see it; `texts` is a list, `json` a value of any kind. */
export type ValueType = "text" | "number" | "date" | "flag" | "texts" | "json";

/** A value in a column of the entity's own table, or computed from it. */
export interface ColumnField {
  readonly kind: "column";
  readonly type: ValueType;
  readonly column: string;
  /** The column holds an id of this entity. */
  readonly reference?: EntityName;
}

/** A value that SQL computes; never a condition. */
export interface ComputedField {
  readonly kind: "computed";
  readonly type: ValueType;
  readonly sql: (alias: Prisma.Sql) => Prisma.Sql;
}

/** An embedded document in a jsonb column. */
export interface JsonField {
  readonly kind: "json";
  readonly column: string;
  /** Known keys; "open" when the keys are the users' own. Keys listed in `maps` hold users' keys in turn. */
  readonly keys: readonly string[] | "open";
  readonly maps: readonly string[];
  /** Shown where nothing is stored. */
  readonly defaults: Document;
  /** Users' nulls are theirs (runtime); nulls of embedded documents are absent (wire-protocol §2). */
  readonly keepNulls: boolean;
}

/** A column of a narrow table. */
export interface RowColumn {
  readonly name: string;
  readonly type: ValueType;
  /** Shown where nothing is stored. */
  readonly fallback?: unknown;
  readonly reference?: EntityName;
}

/** A map (of maps) kept as rows of a narrow table: `hyperparams.<section>.<name>.<column>`. */
export interface RowsField {
  readonly kind: "rows";
  readonly table: string;
  readonly owner: string;
  /** Columns whose values are the keys, outermost first. */
  readonly keys: readonly string[];
  readonly columns: readonly RowColumn[];
  /** Key parts arrive in the escaped form of wire-protocol §6.9, and paths of wrong length are 400/12. */
  readonly escaped: boolean;
}

/** A list of items kept as rows of a narrow table: `models.input`, `entries`. */
export interface ItemsField {
  readonly kind: "items";
  readonly table: string;
  readonly owner: string;
  /** Only rows with this value in this column. */
  readonly where?: readonly [column: string, value: string];
  /** Columns of the order in which the list is shown. */
  readonly order: readonly string[];
  readonly columns: readonly RowColumn[];
  /** Whether a projection may ask for single columns of the items; else it gives an empty list. */
  readonly partial: boolean;
  /** At most so many items: the first ones, the last ones when negative. */
  readonly limit?: number;
}

/** An embedded document put together from several places. */
export interface GroupField {
  readonly kind: "group";
  readonly base?: JsonField;
  readonly fields: Readonly<Record<string, Field>>;
}

export type Field = ColumnField | ComputedField | JsonField | RowsField | ItemsField | GroupField;

/** Which query keys mean which condition (wire-protocol §6.1). A key ending in `.*` stands for every path below it. */
export interface Conditions {
  readonly list: readonly string[];
  readonly range: readonly string[];
  readonly datetime: readonly string[];
  readonly pattern: readonly string[];
  readonly equality: readonly string[];
}

/** A query as it came from a client, its common fields checked (see request.ts); conditions stand under their own names. */
export type FindRequest = Readonly<Record<string, unknown>>;

/** Where the words of an entity stand (tables and triggers of prisma/extras.sql), and what a hit is worth (wire-protocol §6.4). */
export interface SearchText {
  /** Weights of the labels D, C, B, A; the greatest is 1. */
  readonly weights: readonly [number, number, number, number];
  /** Ids in narrow tables that count as words: `models.input.model`. */
  readonly ids: readonly string[];
}

/** Everything the engine knows about one kind of document: columns → wire fields, conditions, references, visibility. */
export interface EntityDefinition {
  readonly name: EntityName;
  readonly table: string;
  readonly fields: Readonly<Record<string, Field>>;
  /** Fields that come only when they are named (wire-protocol §6.7). */
  readonly omitted: readonly string[];
  readonly conditions: Conditions;
  readonly search?: SearchText;
  /** Objects with this system tag are left out unless one of the keys is in the request (wire-protocol §6.8). */
  readonly hidden?: { readonly tag: string; readonly unless: readonly string[] };
  /** List conditions on projects of which `include_subprojects` widens the values to all projects below. */
  readonly subprojects?: string;
  /** Without `include_subprojects` the same list condition takes in the projects' own sub-projects of this name. */
  readonly folder?: string;
  /** What the entity's own request fields change: other paths for list conditions, further conditions. */
  readonly adjust?: (request: FindRequest) => {
    readonly paths?: Readonly<Record<string, string>>;
    readonly conditions?: readonly Prisma.Sql[];
  };
  /** `own`: the row itself is the company; `company`: own company's and public rows. */
  readonly visibility: "own" | "company";
}

/** A definition that can reach the others. */
export interface Entity extends EntityDefinition {
  readonly all: Entities;
}

export type Entities = Readonly<Record<EntityName, Entity>>;

/** Connects definitions, so that references can be followed. */
export function catalogue(definitions: Readonly<Record<EntityName, EntityDefinition>>): Entities {
  const all = {} as Record<EntityName, Entity>;
  for (const [name, definition] of Object.entries(definitions)) all[name as EntityName] = { ...definition, all };
  return all;
}

const column = (type: ValueType, name: string): ColumnField => ({ kind: "column", type, column: name });

/** The words in which `<domain>/entity.ts` describes its fields. */
export const field = {
  text: (name: string) => column("text", name),
  number: (name: string) => column("number", name),
  date: (name: string) => column("date", name),
  flag: (name: string) => column("flag", name),
  texts: (name: string) => column("texts", name),
  reference: (name: string, reference: EntityName): ColumnField => ({ ...column("text", name), reference }),
  computed: (type: ValueType, sql: ComputedField["sql"]): ComputedField => ({ kind: "computed", type, sql }),
  /** A map with users' keys. */
  map: (name: string): JsonField => ({
    kind: "json",
    column: name,
    keys: "open",
    maps: [],
    defaults: {},
    keepNulls: true,
  }),
  /** A document with known keys. */
  embedded: (name: string, keys: readonly string[], options: Partial<JsonField> = {}): JsonField => ({
    kind: "json",
    column: name,
    keys,
    maps: [],
    defaults: {},
    keepNulls: false,
    ...options,
  }),
  rows: (options: Omit<RowsField, "kind">): RowsField => ({ kind: "rows", ...options }),
  items: (options: Omit<ItemsField, "kind">): ItemsField => ({ kind: "items", ...options }),
  group: (fields: Readonly<Record<string, Field>>, base?: JsonField): GroupField => ({ kind: "group", fields, base }),
} as const;
