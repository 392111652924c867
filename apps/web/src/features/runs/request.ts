import { escapePattern } from "@/lib/wire";
import type { DateFilter, Filter, Filters, ListFilter } from "./filter";

/** What a list of runs shows, without its columns. */
export interface RunsQuery {
  /** A project with all below it; `*` is every project. */
  readonly projectId: string;
  readonly text: string;
  /** `text` is a regular expression. */
  readonly regex: boolean;
  readonly filters: Filters;
  readonly archived: boolean;
  /** In the wire's form, the first being the most important. */
  readonly orderBy: readonly string[];
}

/** Where the search looks. */
const SEARCHED = ["name", "id", "comment", "tags"];

/** Lists that a run has several values of: only they know "all of". */
const SEVERAL = new Set(["tags"]);

/** States as people see them → all states of the wire that look so. */
const STATES: Readonly<Record<string, readonly string[]>> = {
  completed: ["completed", "closed"],
  published: ["published", "publishing"],
};

/** The request of tasks.get_all_ex for a query, without paging and fields (wire-protocol §6). */
export function runsRequest(query: RunsQuery, now: Date = new Date()): Record<string, unknown> {
  const { projectId, text, filters } = query;
  const request: Record<string, unknown> = {
    system_tags: query.archived ? ["__$and", "archived"] : ["__$not", "archived"],
    order_by: [...query.orderBy],
  };
  if (projectId !== "*") Object.assign(request, { project: [projectId], include_subprojects: true });
  if (text !== "") request._any_ = { pattern: query.regex ? text : escapePattern(text), fields: SEARCHED };
  const lists: Record<string, unknown> = {};
  for (const [field, filter] of Object.entries(filters)) {
    if (filter.kind === "list" && SEVERAL.has(field)) lists[field] = tagsFilter(filter);
    else request[field] = condition(field, filter, now);
  }
  // Chosen projects stand for what lies below them, too.
  if (filters.project) request.include_subprojects = true;
  if (Object.keys(lists).length > 0) request.filters = lists;
  return request;
}

/** What the wire wants for one filter. */
export function condition(field: string, filter: Filter, now: Date): unknown {
  switch (filter.kind) {
    case "list": {
      const wire = (values: readonly string[]) =>
        field === "status" ? values.flatMap((value) => STATES[value] ?? [value]) : values;
      // A field of one value: what is included says it all.
      const included = wire(filter.include);
      const excluded = included.length > 0 ? [] : wire(filter.exclude);
      return ["__$any", ...included, ...excluded.flatMap((value) => ["__$not", value])];
    }
    case "range":
      return [filter.min, filter.max];
    case "dates": {
      const { from, to } = dateBounds(filter, now);
      // An open beginning would also find what has no date at all.
      if (field === "started" || field === "created") return [from ?? new Date(0).toISOString(), to];
      return [...(from ? [`>=${from}`] : []), ...(to ? [`<=${to}`] : [])];
    }
  }
}

/** Tags as an entry of the wire's `filters`. */
export function tagsFilter({ include, exclude, all }: ListFilter) {
  return {
    ...(include.length > 0 && !all ? { any: { include } } : {}),
    ...(exclude.length > 0 || all ? { all: { include: all ? include : [], exclude } } : {}),
  };
}

/** The two ends of a filter by dates as instants (ISO); days are the reader's. */
export function dateBounds(filter: DateFilter, now: Date): { from: string | null; to: string | null } {
  const span = /^(\d+)([hd])$/.exec(filter.last ?? "");
  if (span) {
    const hours = Number(span[1]) * (span[2] === "d" ? 24 : 1);
    return { from: new Date(now.getTime() - hours * 3_600_000).toISOString(), to: null };
  }
  const at = (day: string | null, time: string) => (day === null ? null : new Date(`${day}T${time}`).toISOString());
  return { from: at(filter.from, "00:00:00"), to: at(filter.to, "23:59:59.999") };
}
