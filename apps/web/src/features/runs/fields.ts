import { metricName, parseColumnId, SHOW_WORDS } from "./column-id";

/** A field of runs that a filter can be set on. */
export interface FilterField {
  /** The wire's path. */
  readonly id: string;
  readonly label: string;
}

/** Fields that every run has. */
export const FILTER_FIELDS: readonly FilterField[] = [
  { id: "status", label: "Status" },
  { id: "type", label: "Type" },
  { id: "tags", label: "Tags" },
  { id: "user", label: "User" },
  { id: "project", label: "Project" },
  { id: "parent", label: "Parent" },
  { id: "started", label: "Started" },
  { id: "last_update", label: "Updated" },
  { id: "created", label: "Created" },
  { id: "last_iteration", label: "Iteration" },
  { id: "active_duration", label: "Run time" },
];

/** Fields that every model has. */
export const MODEL_FIELDS: readonly FilterField[] = [
  { id: "framework", label: "Framework" },
  { id: "ready", label: "Status" },
  { id: "tags", label: "Tags" },
  { id: "user", label: "User" },
  { id: "project", label: "Project" },
  { id: "created", label: "Created" },
  { id: "last_update", label: "Updated" },
];

/** Names of metrics by `<metric hash>.<variant hash>`. */
export type MetricNames = ReadonlyMap<string, { readonly metric: string; readonly variant: string }>;

/** A field in words. Metrics are known by their hashes only, so their names must be at hand. */
export function fieldLabel(field: string, names: MetricNames): string {
  const fixed = [...FILTER_FIELDS, ...MODEL_FIELDS].find((each) => each.id === field);
  if (fixed) return fixed.label;
  const column = parseColumnId(field);
  if (column?.kind === "param") return column.section === "Args" ? column.name : `${column.section}/${column.name}`;
  if (column?.kind !== "metric") return field;
  const name = names.get(`${column.metric_hash}.${column.variant_hash}`);
  const words = name ? metricName(name) : "Metric";
  return column.show === "value" || column.show === "curve" ? words : `${words} ${SHOW_WORDS[column.show]}`;
}
