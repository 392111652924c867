import { type EntityDefinition, field } from "../platform/find/entity";

/** Projects on the wire and in queries (wire-protocol §6.1, §11). */
export const projectEntity: EntityDefinition = {
  name: "project",
  table: "projects",
  fields: {
    id: field.text("id"),
    company: field.reference("company", "company"),
    company_origin: field.text("company_origin"),
    user: field.reference("user", "user"),
    name: field.text("name"),
    basename: field.text("basename"),
    description: field.text("description"),
    created: field.date("created"),
    tags: field.texts("tags"),
    system_tags: field.texts("system_tags"),
    default_output_destination: field.text("default_output_destination"),
    last_update: field.date("last_update"),
    featured: field.number("featured"),
    logo_url: field.text("logo_url"),
    logo_blob: field.text("logo_blob"),
    parent: field.reference("parent", "project"),
    path: field.texts("path"),
  },
  omitted: ["logo_blob", "company_origin", "path"],
  conditions: {
    list: ["id", "parent", "path", "tags", "system_tags"],
    range: ["last_update"],
    datetime: [],
    pattern: ["name", "basename", "description"],
    equality: [],
  },
  search: [
    { path: "name", weight: "A" },
    { path: "id", weight: "A" },
    { path: "description", weight: "A" },
  ],
  hidden: { tag: "hidden", unless: ["id", "search_hidden"] },
  visibility: "company",
};
