import { CARD_PAGE, type CardSort } from "@/features/projects/query";
import { escapePattern, type Project } from "@/lib/wire";

/** Things that are stored as a hidden project with tasks in it (wire-protocol §11, "Special names and tags"). */
export type CollectionKind = "dataset" | "pipeline";

/** A data set or a pipeline, with what its tasks come to. */
export interface Collection extends Project {
  readonly dataset_stats?: { readonly file_count?: number; readonly total_size?: number };
  readonly stats?: Project["stats"] & { readonly active?: { readonly last_task_run?: string | null } };
}

/** Folder beside a project's runs, system tag and task type of each kind. */
const KINDS = {
  dataset: { folder: ".datasets", type: "data_processing" },
  pipeline: { folder: ".pipelines", type: "controller" },
} as const;

const FIELDS = ["name", "description", "tags", "system_tags", "last_update", "created", "user.name", "company.id"];

/** Which of a kind's tasks are its versions or runs. */
export function memberCondition(kind: CollectionKind): { type: string[]; system_tags: string[] } {
  return { type: [KINDS[kind].type], system_tags: ["__$all", kind, "__$not", "archived"] };
}

function extras(kind: CollectionKind) {
  return {
    search_hidden: true,
    include_stats: true,
    include_stats_filter: { system_tags: [kind], type: [KINDS[kind].type] },
    ...(kind === "dataset" ? { include_dataset_stats: true } : {}),
    only_fields: FIELDS,
  };
}

/** The request for one page of cards. */
export function collectionsRequest(
  kind: CollectionKind,
  options: { readonly search: string; readonly sort: CardSort; readonly page?: number },
) {
  const { search, sort, page = 0 } = options;
  return {
    ...extras(kind),
    system_tags: ["__$all", kind, "__$not", "archived"],
    ...(search ? { _any_: { pattern: escapePattern(search), fields: ["name", "id", "description", "tags"] } } : {}),
    order_by: [sort],
    page,
    page_size: CARD_PAGE,
  };
}

/** The request for one of them. */
export function collectionRequest(kind: CollectionKind, id: string) {
  return { ...extras(kind), id: [id] };
}

/** Its own name, and the project that it belongs to: `vision/.datasets/roads` → roads in vision. Null for the top level. */
export function placeOf(kind: CollectionKind, fullName: string): { name: string; project: string | null } {
  const { folder } = KINDS[kind];
  const parts = fullName.split("/");
  const at = parts.lastIndexOf(folder);
  if (at < 0) return { name: parts.at(-1) ?? fullName, project: parts.slice(0, -1).join("/") || null };
  return { name: parts.slice(at + 1).join("/"), project: parts.slice(0, at).join("/") || null };
}
