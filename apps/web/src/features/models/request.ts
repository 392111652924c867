import { condition, type RunsQuery, tagsFilter } from "@/features/runs/request";
import { escapePattern } from "@/lib/wire";

/** What a list of models shows: a query as for runs, over other fields. */
export type ModelsQuery = RunsQuery;

/** The request of models.get_all_ex for a query, without paging and fields (wire-protocol §6). */
export function modelsRequest(query: ModelsQuery, now: Date = new Date()): Record<string, unknown> {
  const { projectId, text, filters } = query;
  const request: Record<string, unknown> = {
    system_tags: query.archived ? ["__$and", "archived"] : ["__$not", "archived"],
    order_by: [...query.orderBy],
  };
  if (projectId !== "*") Object.assign(request, { project: [projectId], include_subprojects: true });
  if (text !== "")
    request._any_ = {
      pattern: query.regex ? text : escapePattern(text),
      fields: ["name", "id", "comment", "tags", "uri"],
    };
  for (const [field, filter] of Object.entries(filters)) {
    if (field === "tags" && filter.kind === "list") request.filters = { tags: tagsFilter(filter) };
    else if (field === "ready" && filter.kind === "list")
      Object.assign(request, readyCondition(filter.include, filter.exclude));
    else request[field] = condition(field, filter, now);
  }
  if (filters.project) request.include_subprojects = true;
  return request;
}

/** Published or not is one flag on the wire: both wanted is no condition. */
function readyCondition(include: readonly string[], exclude: readonly string[]): { ready?: boolean } {
  const wanted = ["true", "false"].filter(
    (value) => (include.length === 0 || include.includes(value)) && !exclude.includes(value),
  );
  return wanted.length === 1 ? { ready: wanted[0] === "true" } : {};
}
