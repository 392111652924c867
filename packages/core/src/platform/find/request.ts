import { z } from "zod";
import { errors } from "../errors";
import type { Entity, FindRequest } from "./entity";

const flag = z.boolean().nullish();

/**
 * The request fields that every list call takes (wire-protocol §6), to spread into a `z.looseObject`: conditions under users' own keys
 * (`hyperparams.Args.lr`) must survive. Conditions are checked by the engine, whose error codes differ by kind.
 */
export function queryFields(entity: Entity) {
  const { list, range, datetime, pattern, equality } = entity.conditions;
  const conditions = Object.fromEntries(
    [
      [list, "list condition (§6.2)"] as const,
      [range, "range of two values"] as const,
      [datetime, "date with >=, >, <=, <, or a range"] as const,
      [pattern, "regular expression"] as const,
      [equality, "value"] as const,
    ].flatMap(([names, description]) =>
      names.filter((name) => !name.endsWith(".*")).map((name) => [name, z.unknown().optional().describe(description)]),
    ),
  ) as Record<string, z.ZodOptional<z.ZodUnknown>>;
  return { ...conditions, ...common };
}

const common = {
  page: z.number().int().nonnegative().nullish(),
  page_size: z.number().int().positive().nullish(),
  start: z.number().int().nonnegative().nullish(),
  size: z.number().int().positive().nullish(),
  scroll_id: z.string().nullish(),
  refresh_scroll: flag,
  order_by: z.union([z.string(), z.array(z.string())]).nullish(),
  only_fields: z.unknown().optional().describe("list of dotted paths; -path leaves out"),
  projection: z.unknown().optional().describe("another name of only_fields"),
  search_text: z.string().nullish(),
  search_hidden: flag,
  allow_public: flag,
  include_subprojects: flag,
  filters: z.unknown().optional().describe("conditions on list fields (§6.3)"),
  _any_: z.unknown().optional().describe("{fields, pattern | datetime}: any of the fields"),
  _all_: z.unknown().optional().describe("{fields, pattern | datetime}: all of the fields"),
  _or_: z.unknown().optional().describe("_any_"),
  _and_: z.unknown().optional().describe("_all_"),
};

/** Which part of the found documents is wanted (wire-protocol §6.6). */
export type Paging =
  | { readonly kind: "range"; readonly offset: number; readonly limit: number }
  | { readonly kind: "scroll"; readonly id: string | null; readonly size: number; readonly refresh: boolean };

/** Documents of a page at most, and without `page_size`. */
const PAGE_SIZE = 500;

/**
 * Documents of one answer at most where the client says how many: far more than any client asks for (wire-protocol §6.6 knows no limit), and
 * what memory can hold (§16.12). A scroll goes on behind them.
 */
export const MAX_SIZE = 10_000;

/**
 * Reads the three ways of paging: a scroll when the key `scroll_id` is there, even as null; `start` with `size`; `page` with `page_size`.
 * @throws 400/12 for negative numbers, a size of zero, a missing size.
 */
export function readPaging(request: FindRequest): Paging {
  if (request.scroll_id !== undefined) {
    const id = typeof request.scroll_id === "string" && request.scroll_id !== "" ? request.scroll_id : null;
    return { kind: "scroll", id, size: sizeOf(request), refresh: request.refresh_scroll === true };
  }
  if (request.start !== undefined && request.start !== null) {
    return { kind: "range", offset: whole(request, "start", 0), limit: sizeOf(request) };
  }
  const limit = Math.min(whole(request, "page_size", 1, PAGE_SIZE), PAGE_SIZE);
  return { kind: "range", offset: whole(request, "page", 0, 0) * limit, limit };
}

function sizeOf(request: FindRequest): number {
  return Math.min(whole(request, "size", 1), MAX_SIZE);
}

function whole(request: FindRequest, name: string, least: number, fallback?: number): number {
  const value = request[name] ?? fallback;
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= least) return value;
  throw errors.validationError({ field: name, reason: `expected a whole number from ${least}` });
}
