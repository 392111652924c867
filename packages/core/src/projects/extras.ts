import { z } from "zod";

const FieldFilter = z.looseObject({
  any: z.looseObject({}).nullish(),
  all: z.looseObject({}).nullish(),
  op: z.enum(["and", "or"]).nullish(),
});

/** The request fields that only projects.get_all_ex has (wire-protocol §11). */
export const extraFields = {
  include_stats: z.boolean().nullish(),
  stats_with_children: z.boolean().nullish(),
  stats_for_state: z.enum(["active", "archived"]).nullish(),
  /** Conditions on the counted tasks: field → list of values, or a filter of wire-protocol §6.3. */
  include_stats_filter: z.record(z.string(), z.union([z.array(z.string()).min(1), FieldFilter])).nullish(),
  check_own_contents: z.boolean().nullish(),
  include_dataset_stats: z.boolean().nullish(),
  active_users: z.array(z.string()).nullish(),
  children_type: z.enum(["dataset", "pipeline", "report"]).nullish(),
  children_tags: z.array(z.string().nullable()).nullish(),
  children_tags_filter: FieldFilter.nullish(),
  search_hidden: z.boolean().nullish(),
};

const ExtrasRequest = z.object(extraFields);

/** What {@link extraFields} say. */
export type ExtrasRequest = z.output<typeof ExtrasRequest>;

/**
 * `parent` means "anywhere below" unless `shallow_search`; a shallow search without parent is the top level (wire-protocol §6.8). Applies to
 * get_all and get_all_ex, before the query engine reads the request.
 */
export function withParentMeaning<T extends Record<string, unknown>>(request: T): T {
  const { parent, shallow_search } = request;
  const given = parent !== null && parent !== undefined && !(Array.isArray(parent) && parent.length === 0);
  if (shallow_search) return given ? request : { ...request, parent: [null] };
  return given ? { ...request, parent: undefined, path: parent } : request;
}
