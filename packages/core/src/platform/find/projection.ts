import type { Document } from "../documents";
import { isObject } from "../documents";
import { errors } from "../errors";
import type { Entity, Field } from "./entity";
import { splitPath, unescapeKey, unknownField } from "./paths";
import { allOf, define, type Wanted } from "./select";

/** Whether references are plain ids (`get_all`) or `{id, …}` objects (`get_all_ex`, wire-protocol §6.7). */
export type Mode = "get_all" | "get_all_ex";

/** What `only_fields` asks for. */
export interface Projection {
  readonly wanted: ReadonlyMap<string, Wanted>;
  /** Paths below wanted fields that are to be left out of the document. */
  readonly excluded: ReadonlyMap<string, Wanted>;
}

/**
 * Reads `only_fields` (wire-protocol §6.7): dotted paths, `a.*` for a, `-a` to leave out (when nothing is asked for), parents absorb their
 * children, in get_all_ex paths go on through references and `id` is added.
 * @throws 400/14 for a path that leads nowhere or no list, 400/12 for one of wrong length.
 */
export function parseProjection(entity: Entity, only: unknown, mode: Mode): Projection {
  const paths = pathList(only);
  const included = paths.filter((path) => !path.startsWith("-"));
  if (included.length > 0) {
    const wanted = new Map<string, Wanted>();
    for (const path of included) {
      if (path === "*") for (const name of allOf(entity.fields, entity.omitted).keys()) wanted.set(name, true);
      else insert(wanted, resolvePath(entity, path, mode));
    }
    if (mode === "get_all_ex") wanted.set("id", true);
    return { wanted, excluded: new Map() };
  }
  const excluded = new Map<string, Wanted>();
  for (const path of paths) insert(excluded, resolvePath(entity, path.slice(1), mode));
  const wanted = new Map(allOf(entity.fields, entity.omitted));
  for (const [name, below] of excluded) if (below === true) wanted.delete(name);
  if (mode === "get_all_ex") wanted.set("id", true);
  return { wanted, excluded: new Map([...excluded].filter(([, below]) => below !== true)) };
}

function pathList(only: unknown): readonly string[] {
  if (only === undefined || only === null) return [];
  // upstream reads a lone text letter by letter, and no field has so short a name
  if (typeof only === "string") throw errors.invalidFields("only_fields is a list", { only_fields: only });
  if (!Array.isArray(only) || only.some((path) => typeof path !== "string")) {
    throw errors.validationError({ field: "only_fields", reason: "expected a list of texts" });
  }
  if (only.length > MAX_FIELDS)
    throw errors.validationError({ field: "only_fields", reason: `more than ${MAX_FIELDS}` });
  return only;
}

/** Paths in one projection at most: a table with every metric of a task as a column stays below it. */
const MAX_FIELDS = 5000;

/** The keys of a path, unescaped and checked against the entity's fields. */
function resolvePath(entity: Entity, path: string, mode: Mode): readonly string[] {
  const parts = splitPath(path.endsWith(".*") ? path.slice(0, -2) : path);
  return followFields(entity, entity.fields, parts, path, mode);
}

function followFields(
  entity: Entity,
  fields: Readonly<Record<string, Field>>,
  parts: readonly string[],
  path: string,
  mode: Mode,
): readonly string[] {
  const [name = "", ...rest] = parts;
  const definition = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (!definition) throw unknownField(path, entity.name);
  return [name, ...followField(entity, definition, rest, path, mode)];
}

function followField(
  entity: Entity,
  definition: Field,
  rest: readonly string[],
  path: string,
  mode: Mode,
): readonly string[] {
  if (rest.length === 0) return [];
  switch (definition.kind) {
    case "column":
      return followReference(entity, definition.reference, rest, path, mode);
    case "computed":
      throw unknownField(path, entity.name);
    case "json":
      return followJson(entity, definition, rest, path);
    case "rows": {
      if (!definition.escaped) return rest;
      if (rest.length > definition.keys.length + 1) throw pathLength(path);
      return rest.map(unescapeKey);
    }
    case "items": {
      const [name = "", ...below] = rest;
      const column = definition.columns.find((candidate) => candidate.name === name);
      if (!column) throw unknownField(path, entity.name);
      return below.length === 0 ? rest : [name, ...followReference(entity, column.reference, below, path, mode)];
    }
    case "group": {
      const [name = ""] = rest;
      if (!Object.hasOwn(definition.fields, name) && definition.base)
        return followJson(entity, definition.base, rest, path);
      return followFields(entity, definition.fields, rest, path, mode);
    }
  }
}

function followReference(
  entity: Entity,
  reference: keyof Entity["all"] | undefined,
  rest: readonly string[],
  path: string,
  mode: Mode,
): readonly string[] {
  if (!reference || mode === "get_all") throw unknownField(path, entity.name);
  const target = entity.all[reference];
  return followFields(target, target.fields, rest, path, mode);
}

function followJson(
  entity: Entity,
  definition: Extract<Field, { kind: "json" }>,
  rest: readonly string[],
  path: string,
): readonly string[] {
  const [name = "", ...below] = rest;
  if (definition.keys === "open") return rest;
  if (!definition.keys.includes(name)) throw unknownField(path, entity.name);
  if (below.length > 0 && !definition.maps.includes(name)) throw unknownField(path, entity.name);
  return rest;
}

/** 400/12 for a path into a keyed map with too many or too few parts (wire-protocol §6.9). */
export function pathLength(path: string) {
  return errors.validationError({ field: path, reason: "wrong number of path parts" });
}

/** Adds a path to a tree; a parent absorbs its children. */
function insert(tree: Map<string, Wanted>, keys: readonly string[]): void {
  const [key = "", ...rest] = keys;
  const present = tree.get(key);
  if (present === true) return;
  if (rest.length === 0) {
    tree.set(key, true);
    return;
  }
  const below = new Map(present ?? []);
  insert(below, rest);
  tree.set(key, below);
}

/** Removes excluded paths from a document in place. */
export function exclude(document: Document, excluded: ReadonlyMap<string, Wanted>): void {
  for (const [key, below] of excluded) {
    if (!Object.hasOwn(document, key)) continue;
    if (below === true) {
      delete document[key];
      continue;
    }
    const value = document[key];
    if (Array.isArray(value)) {
      for (const item of value) if (isObject(item)) exclude(item, below);
    } else if (isObject(value)) {
      const copy = { ...value };
      exclude(copy, below);
      define(document, key, copy);
    }
  }
}
