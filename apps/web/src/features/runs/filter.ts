/**
 * Filters of a list as the address holds them: `status:failed,stopped;tags:prod,!old;last_iteration:100..;started:last.7d`. Clauses are divided by
 * `;`, values by `,`; `!` leaves a value out, `*` after the name asks for all values instead of any; ranges have two dots.
 */

/** Values that a field must have, or must not have. */
export interface ListFilter {
  readonly kind: "list";
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** All of `include` instead of any of them (lists only, such as tags). */
  readonly all: boolean;
}

/** A range of numbers, both ends included; null is open. */
export interface RangeFilter {
  readonly kind: "range";
  readonly min: number | null;
  readonly max: number | null;
}

/** Days in the reader's zone (`2026-11-24`), both included; or the time until now: `7d`, `12h`. */
export interface DateFilter {
  readonly kind: "dates";
  readonly from: string | null;
  readonly to: string | null;
  readonly last: string | null;
}

export type Filter = ListFilter | RangeFilter | DateFilter;
/** Filters by the wire's path of the field. */
export type Filters = Readonly<Record<string, Filter>>;

const NO_LIST: ListFilter = { kind: "list", include: [], exclude: [], all: false };
const NO_RANGE: RangeFilter = { kind: "range", min: null, max: null };
export const NO_DATES: DateFilter = { kind: "dates", from: null, to: null, last: null };

const RANGES = new Set(["last_iteration", "active_duration"]);
const DATES = new Set(["started", "created", "completed", "last_update", "status_changed"]);

/** What kind of filter a field takes. */
function filterKind(field: string): Filter["kind"] {
  if (RANGES.has(field) || field.startsWith("last_metrics.")) return "range";
  return DATES.has(field) ? "dates" : "list";
}

/** A filter that lets everything through. */
export function noFilter(field: string): Filter {
  return { list: NO_LIST, range: NO_RANGE, dates: NO_DATES }[filterKind(field)];
}

/** Whether a filter leaves nothing out. */
function isOpen(filter: Filter): boolean {
  switch (filter.kind) {
    case "list":
      return filter.include.length === 0 && filter.exclude.length === 0;
    case "range":
      return filter.min === null && filter.max === null;
    case "dates":
      return filter.from === null && filter.to === null && filter.last === null;
  }
}

/** The filters with one set; an open one is taken away. */
export function withFilter(filters: Filters, field: string, filter: Filter | null): Filters {
  const { [field]: _, ...rest } = filters;
  return filter === null || isOpen(filter) ? rest : { ...filters, [field]: filter };
}

const encode = (text: string) => text.replace(/[%,;:!*]|\.\./g, (sign) => [...sign].map(percent).join(""));
const percent = (sign: string) => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
const decode = (text: string) => text.replace(/%25|%2C|%3B|%3A|%21|%2A|%2E/gi, decodeURIComponent);

export function formatFilters(filters: Filters): string {
  return Object.entries(filters)
    .filter(([, filter]) => !isOpen(filter))
    .map(([field, filter]) => `${encode(field)}${filter.kind === "list" && filter.all ? "*" : ""}:${format(filter)}`)
    .join(";");
}

function format(filter: Filter): string {
  switch (filter.kind) {
    case "list":
      return [...filter.include.map(encode), ...filter.exclude.map((value) => `!${encode(value)}`)].join(",");
    case "range":
      return `${filter.min ?? ""}..${filter.max ?? ""}`;
    case "dates":
      return filter.last ? `last.${filter.last}` : `${filter.from ?? ""}..${filter.to ?? ""}`;
  }
}

/** Reads an address; what makes no sense is passed over, so that an old or broken link still shows the list. */
export function parseFilters(text: string): Filters {
  const filters: Record<string, Filter> = {};
  for (const clause of text.split(";")) {
    const at = clause.indexOf(":");
    if (at <= 0) continue;
    const all = clause[at - 1] === "*";
    const field = decode(clause.slice(0, all ? at - 1 : at));
    const filter = field === "" ? null : parse(field, clause.slice(at + 1), all);
    if (filter && !isOpen(filter)) filters[field] = filter;
  }
  return filters;
}

function parse(field: string, text: string, all: boolean): Filter | null {
  switch (filterKind(field)) {
    case "list": {
      const values = text.split(",").filter((value) => value !== "" && value !== "!");
      const include = values.filter((value) => !value.startsWith("!")).map(decode);
      const exclude = values.filter((value) => value.startsWith("!")).map((value) => decode(value.slice(1)));
      return { kind: "list", include: [...new Set(include)], exclude: [...new Set(exclude)], all };
    }
    case "range": {
      const [min = "", max = ""] = text.split("..");
      return { kind: "range", min: number(min), max: number(max) };
    }
    case "dates": {
      if (/^last\.\d{1,4}[hd]$/.test(text)) return { ...NO_DATES, last: text.slice(5) };
      const [from = "", to = ""] = text.split("..");
      return { kind: "dates", from: day(from), to: day(to), last: null };
    }
  }
}

function number(text: string): number | null {
  const value = Number(text);
  return text.trim() === "" || !Number.isFinite(value) ? null : value;
}

function day(text: string): string | null {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : null;
}
