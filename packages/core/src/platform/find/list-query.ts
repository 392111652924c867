import { isObject } from "../documents";
import { errors } from "../errors";

/**
 * A condition on a list of texts (or a single text, as a list of one), apart from how it is stored. Sets are never empty.
 * `missing`: the field is absent, null or empty.
 */
export type ListCondition =
  | { readonly kind: "any" | "all" | "none" | "notAll"; readonly values: readonly string[] }
  | { readonly kind: "missing" | "present" }
  | { readonly kind: "and" | "or"; readonly parts: readonly ListCondition[] };

type Context = "any" | "all";
const OPERATORS: Readonly<Record<string, Context | "not" | "nop">> = {
  __$all: "all",
  __$and: "all",
  __$any: "any",
  __$or: "any",
  __$not: "not",
  __$nop: "nop",
};

/**
 * Reads the value of a list field in a query (wire-protocol §6.2). Null means no condition.
 *
 * Scanned left to right: `__$all`/`__$any` set the context of what follows, the first of them also how the groups are joined; `__$not`
 * turns the next value; `__$nop` goes back to the start. A leading `-` excludes until the first operator. Null adds "or missing".
 * @throws 400/16 for other types, unknown operators, a lone `-`, an `__$not` without value.
 */
export function parseListQuery(field: string, value: unknown): ListCondition | null {
  const items = typeof value === "string" ? [value] : value;
  const bad = (reason: string) => errors.fieldsValueError(reason, { field });
  if (!Array.isArray(items)) throw bad("expected a text or a list of texts");
  const groups = { any: [] as string[], all: [] as string[], notAny: [] as string[], notAll: [] as string[] };
  let context: Context = "any";
  let join: "and" | "or" | undefined;
  let negated = false;
  let dashes = true;
  let missing = false;
  for (const item of items) {
    if (item === null) {
      missing = true;
      negated = false;
      continue;
    }
    if (typeof item !== "string") throw bad("expected texts and nulls");
    if (item.startsWith("__$")) {
      const operator = OPERATORS[item];
      if (!operator) throw bad(`unknown operator ${item}`);
      if (negated) throw bad("a value must follow __$not");
      dashes = operator === "nop";
      if (operator === "not") negated = true;
      else if (operator === "nop") context = "any";
      else {
        context = operator;
        join ??= operator === "all" ? "and" : "or";
      }
      continue;
    }
    const excludes = dashes && item.startsWith("-");
    const text = excludes ? item.slice(1) : item;
    if (excludes && text === "") throw bad("a value must follow -");
    const group = negated || excludes ? (context === "all" ? groups.notAll : groups.notAny) : groups[context];
    group.push(text);
    negated = false;
  }
  if (negated) throw bad("a value must follow __$not");
  const parts = [
    set("all", groups.all),
    set("none", groups.notAll),
    set("any", groups.any),
    set("none", groups.notAny),
  ].flat();
  const condition = joined(join ?? "and", parts);
  if (!missing) return condition;
  return condition ? { kind: "or", parts: [condition, { kind: "missing" }] } : { kind: "missing" };
}

/**
 * Reads one entry of `filters` (wire-protocol §6.3). Null means no condition.
 * any: in the included values or without all of the excluded; all: with all included and none of the excluded; `op` joins the two.
 * @throws 400/12 when malformed.
 */
export function parseFilter(field: string, value: unknown): ListCondition | null {
  const bad = (reason: string) => errors.validationError({ field: `filters.${field}`, reason });
  if (!isObject(value)) throw bad("expected an object");
  const unknown = Object.keys(value).find((key) => !["any", "all", "op"].includes(key));
  if (unknown) throw bad(`unknown key ${unknown}`);
  const op = value.op ?? "and";
  if (op !== "and" && op !== "or") throw bad("op is and or or");
  const any = half(value.any, bad);
  const all = half(value.all, bad);
  const anyPart = joined("or", [...included("any", any.include), ...excluded("notAll", any.exclude)]);
  const allPart = joined("and", [...included("all", all.include), ...excluded("none", all.exclude)]);
  return joined(
    op,
    [anyPart, allPart].flatMap((part) => part ?? []),
  );
}

interface Half {
  readonly include: readonly (string | null)[];
  readonly exclude: readonly (string | null)[];
}

function half(value: unknown, bad: (reason: string) => Error): Half {
  if (value === undefined || value === null) return { include: [], exclude: [] };
  if (!isObject(value)) throw bad("any and all are objects");
  const texts = (name: "include" | "exclude"): (string | null)[] => {
    const list = typeof value[name] === "string" ? [value[name]] : (value[name] ?? []);
    if (!Array.isArray(list) || list.some((item) => item !== null && typeof item !== "string")) {
      throw bad(`${name} is a list of texts`);
    }
    return list;
  };
  return { include: texts("include"), exclude: texts("exclude") };
}

function included(kind: "any" | "all", values: readonly (string | null)[]): ListCondition[] {
  const texts = values.filter((value) => value !== null);
  const condition = set(kind, texts);
  if (texts.length === values.length) return condition;
  return [{ kind: "or", parts: [...condition, { kind: "missing" }] }];
}

function excluded(kind: "notAll" | "none", values: readonly (string | null)[]): ListCondition[] {
  const texts = values.filter((value) => value !== null);
  const condition = set(kind, texts);
  if (texts.length === values.length) return condition;
  return [{ kind: "and", parts: [...condition, { kind: "present" }] }];
}

function set(kind: "any" | "all" | "none" | "notAll", values: readonly string[]): ListCondition[] {
  return values.length > 0 ? [{ kind, values: [...new Set(values)] }] : [];
}

function joined(kind: "and" | "or", parts: readonly ListCondition[]): ListCondition | null {
  const [first, ...rest] = parts;
  if (!first) return null;
  return rest.length === 0 ? first : { kind, parts };
}
