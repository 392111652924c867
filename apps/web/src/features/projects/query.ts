import { documents, escapePattern, type Project } from "@/lib/wire";

/** Order of the cards of projects, data sets and pipelines, as the URL spells it. */
export const CARD_SORTS = ["-last_update", "last_update", "name", "-name"] as const;
export type CardSort = (typeof CARD_SORTS)[number];

export const CARD_PAGE = 60;

const CARD_FIELDS = [
  "name",
  "basename",
  "description",
  "last_update",
  "created",
  "parent.name",
  "user.name",
  "tags",
  "system_tags",
];

/** The request for cards below `parent` (null: top level). A search looks at all levels below. */
export function cardsRequest(options: { parent: string | null; search: string; sort: CardSort; page?: number }) {
  const { parent, search, sort } = options;
  return {
    ...(parent ? { parent: [parent] } : {}),
    ...(search
      ? { _any_: { pattern: escapePattern(search), fields: ["name", "id", "description"] } }
      : { shallow_search: true }),
    include_stats: true,
    check_own_contents: true,
    order_by: [sort],
    page: options.page ?? 0,
    page_size: CARD_PAGE,
    only_fields: CARD_FIELDS,
  };
}

/** The request for one project with its counts. */
export function projectRequest(id: string) {
  return {
    id: [id],
    include_stats: true,
    check_own_contents: true,
    only_fields: [...CARD_FIELDS, "default_output_destination", "company.id"],
  };
}

/** The only project of a reply to {@link projectRequest}; null when there is none. */
export function onlyProject(reply: { readonly projects?: unknown } | undefined): Project | null {
  return documents<Project>(reply?.projects)[0] ?? null;
}

/** Names of the path: `a/b/c` → `["a", "a/b", "a/b/c"]`, the ways up to the project. */
export function ancestorNames(name: string): string[] {
  const parts = name.split("/");
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

/** The last part of a project's name. */
export function shortName(project: { readonly name: string; readonly basename?: string }): string {
  return project.basename ?? project.name.split("/").at(-1) ?? project.name;
}

/** Direct children among `sub_projects`, which lists all descendants (wire-protocol §11). */
export function directChildren(project: Project): { id: string; name: string }[] {
  const depth = project.name.split("/").length;
  return (project.sub_projects ?? [])
    .filter((child) => child.name.split("/").length === depth + 1)
    .sort((a, b) => a.name.localeCompare(b.name));
}
