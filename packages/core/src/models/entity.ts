import { type EntityDefinition, field } from "../platform/find/entity";
import { lastMetrics, uniqueMetrics } from "../tasks/entity";

/** The item of a metadata map, shared with queues (wire-protocol §10). */
export const metadataOf = (owner: "model" | "queue") =>
  field.rows({
    table: `${owner}_metadata`,
    owner,
    keys: ["key"],
    columns: [
      { name: "key", type: "text" },
      { name: "type", type: "text" },
      { name: "value", type: "text" },
    ],
    escaped: true,
  });

/** Models on the wire and in queries (wire-protocol §6.1, §10). */
export const modelEntity: EntityDefinition = {
  name: "model",
  table: "models",
  fields: {
    id: field.text("id"),
    company: field.reference("company", "company"),
    company_origin: field.text("company_origin"),
    user: field.reference("user", "user"),
    name: field.text("name"),
    parent: field.reference("parent", "model"),
    project: field.reference("project", "project"),
    created: field.date("created"),
    task: field.reference("task", "task"),
    comment: field.text("comment"),
    tags: field.texts("tags"),
    system_tags: field.texts("system_tags"),
    uri: field.text("uri"),
    framework: field.text("framework"),
    design: field.map("design"),
    labels: field.map("labels"),
    ready: field.flag("ready"),
    last_update: field.date("last_update"),
    last_change: field.date("last_change"),
    last_changed_by: field.text("last_changed_by"),
    ui_cache: field.map("ui_cache"),
    metadata: metadataOf("model"),
    last_iteration: field.number("last_iteration"),
    last_metrics: lastMetrics,
    unique_metrics: uniqueMetrics,
  },
  omitted: ["ui_cache", "unique_metrics", "company_origin"],
  conditions: {
    list: ["id", "user", "project", "task", "parent", "tags", "system_tags", "framework", "uri", "metadata.*"],
    range: ["created", "last_metrics.*", "last_iteration"],
    datetime: ["last_update", "last_change"],
    pattern: ["name", "comment"],
    equality: ["ready"],
  },
  search: { weights: [0.1, 0.3, 0.5, 1], ids: [] },
  subprojects: "project",
  visibility: "company",
};
