import { escapePattern, type Task } from "@/lib/wire";

/** A report: a task that holds markdown (wire-protocol §12). */
export interface Report extends Task {
  readonly report?: string;
}

export const LIST_FIELDS = [
  ...["name", "status", "project.name", "user.name", "company.id", "tags", "system_tags", "created", "last_update"],
] as const;
export const PAGE_FIELDS = [...LIST_FIELDS, "published", "report"] as const;

export interface ReportsQuery {
  readonly text: string;
  readonly tag: string | null;
  readonly state: "all" | "draft" | "published";
  readonly archived: boolean;
  readonly orderBy: readonly string[];
}

/** The request of reports.get_all_ex for a query, without paging and fields. */
export function reportsRequest({ text, tag, state, archived, orderBy }: ReportsQuery): Record<string, unknown> {
  return {
    system_tags: archived ? ["__$and", "archived"] : ["__$not", "archived"],
    order_by: [...orderBy],
    ...(text === "" ? {} : { _any_: { pattern: escapePattern(text), fields: ["name", "id", "report"] } }),
    ...(tag === null ? {} : { filters: { tags: { any: { include: [tag] } } } }),
    ...(state === "all" ? {} : { status: [state === "draft" ? "created" : "published"] }),
  };
}

/** The project that a report is about: reports lie in a folder beside its runs. Null at the top level. */
export function projectName(report: Report): string | null {
  const name = report.project?.name?.replace(/(^|\/)\.reports$/, "");
  return name || null;
}

export const isPublished = (report: Report) => report.status === "published";
export const isArchived = (report: Report) => report.system_tags?.includes("archived") ?? false;
/** Text may change until the report is published; reports of the examples never. */
export const isEditable = (report: Report) => report.status === "created" && report.company?.id !== "";

export function reportHref(report: { readonly id: string }): string {
  return `/reports/${report.id}`;
}
