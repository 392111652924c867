import { Prisma } from "@limpid/db";
import { type EntityDefinition, field, type RowColumn } from "../platform/find/entity";

const modelColumns: readonly RowColumn[] = [
  { name: "name", type: "text" },
  { name: "model", type: "text", reference: "model" },
  { name: "updated", type: "date" },
];

const modelItems = (type: "input" | "output") =>
  field.items({
    table: "task_models",
    owner: "task",
    where: ["type", type],
    order: ["position"],
    columns: modelColumns,
    partial: true,
  });

/** The columns of `last_metrics`, shared with models (wire-protocol §7.6). */
export const lastMetrics = field.rows({
  table: "last_metrics",
  owner: "owner",
  keys: ["metric_hash", "variant_hash"],
  columns: [
    { name: "metric", type: "text" },
    { name: "variant", type: "text" },
    { name: "value", type: "number" },
    { name: "min_value", type: "number" },
    { name: "min_value_iteration", type: "number" },
    { name: "max_value", type: "number" },
    { name: "max_value_iteration", type: "number" },
    { name: "first_value", type: "number" },
    { name: "first_value_iteration", type: "number" },
    { name: "mean_value", type: "number" },
    { name: "count", type: "number" },
    { name: "x_axis_label", type: "text" },
  ],
  escaped: false,
});

/** `metric/variant` of every last metric (wire-protocol §7.6). */
export const uniqueMetrics = field.computed(
  "texts",
  (alias) =>
    Prisma.sql`ARRAY(
      SELECT r."metric" || '/' || r."variant" FROM "last_metrics" r WHERE r."owner" = ${alias}."id" ORDER BY r."position"
    )`,
);

const parameterColumns: readonly RowColumn[] = [
  { name: "name", type: "text" },
  { name: "value", type: "text" },
  { name: "type", type: "text" },
  { name: "description", type: "text" },
];

/** Tasks on the wire and in queries (wire-protocol §6.1, §7.1). */
export const taskEntity: EntityDefinition = {
  name: "task",
  table: "tasks",
  fields: {
    id: field.text("id"),
    company: field.reference("company", "company"),
    company_origin: field.text("company_origin"),
    user: field.reference("user", "user"),
    name: field.text("name"),
    type: field.text("type"),
    status: field.text("status"),
    status_reason: field.text("status_reason"),
    status_message: field.text("status_message"),
    status_changed: field.date("status_changed"),
    enqueue_status: field.text("enqueue_status"),
    comment: field.text("comment"),
    report: field.text("report"),
    report_assets: field.texts("report_assets"),
    created: field.date("created"),
    started: field.date("started"),
    completed: field.date("completed"),
    published: field.date("published"),
    active_duration: field.number("active_duration"),
    parent: field.reference("parent", "task"),
    project: field.reference("project", "project"),
    output: field.embedded("output", ["destination", "error", "result"]),
    execution: field.group(
      {
        queue: field.reference("execution_queue", "queue"),
        artifacts: field.items({
          table: "task_artifacts",
          owner: "task",
          order: ["key", "mode"],
          columns: [
            { name: "key", type: "text" },
            { name: "type", type: "text" },
            { name: "mode", type: "text" },
            { name: "uri", type: "text" },
            { name: "hash", type: "text" },
            { name: "content_size", type: "number" },
            { name: "timestamp", type: "number" },
            { name: "type_data", type: "json" },
            { name: "display_data", type: "json", fallback: [] },
          ],
          partial: false,
        }),
      },
      field.embedded("execution", ["test_split", "parameters", "model_desc", "model_labels", "framework"], {
        maps: ["parameters", "model_desc", "model_labels"],
        defaults: { test_split: 0, parameters: {}, model_desc: {}, model_labels: {} },
      }),
    ),
    tags: field.texts("tags"),
    system_tags: field.texts("system_tags"),
    script: field.embedded(
      "script",
      ["binary", "repository", "tag", "branch", "version_num", "entry_point", "working_dir", "requirements", "diff"],
      { maps: ["requirements"] },
    ),
    last_worker: field.text("last_worker"),
    last_worker_report: field.date("last_worker_report"),
    last_update: field.date("last_update"),
    last_change: field.date("last_change"),
    last_changed_by: field.text("last_changed_by"),
    last_iteration: field.number("last_iteration"),
    last_metrics: lastMetrics,
    unique_metrics: uniqueMetrics,
    metric_stats: field.map("metric_stats"),
    hyperparams: field.rows({
      table: "task_hyperparams",
      owner: "task",
      keys: ["section", "name"],
      columns: [{ name: "section", type: "text" }, ...parameterColumns],
      escaped: true,
    }),
    configuration: field.rows({
      table: "task_configuration",
      owner: "task",
      keys: ["name"],
      columns: parameterColumns,
      escaped: true,
    }),
    runtime: field.map("runtime"),
    models: field.group({ input: modelItems("input"), output: modelItems("output") }),
    container: field.map("container"),
  },
  omitted: ["unique_metrics", "company_origin", "enqueue_status"],
  conditions: {
    list: [
      "id",
      "user",
      "tags",
      "system_tags",
      "type",
      "status",
      "project",
      "parent",
      "hyperparams.*",
      "execution.queue",
      "models.input.model",
    ],
    range: ["created", "started", "active_duration", "last_metrics.*", "last_iteration"],
    datetime: ["status_changed", "last_update", "last_change"],
    pattern: ["name", "comment", "report"],
    equality: ["runtime.*"],
  },
  search: { weights: [0.1, 0.2, 0.5, 1], ids: ["models.output.model", "models.input.model"] },
  hidden: { tag: "hidden", unless: ["id", "search_hidden"] },
  subprojects: "project",
  visibility: "company",
};
