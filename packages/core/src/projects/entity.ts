import { Prisma } from "@limpid/db";
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
  search: { weights: [0.1, 0.2, 0.5, 1], ids: [] },
  hidden: { tag: "hidden", unless: ["id", "search_hidden"] },
  // `parent` means anywhere below, or directly below in a shallow search, which without a parent shows the top level (wire-protocol §6.8)
  adjust: ({ parent, shallow_search }) => {
    if (!shallow_search) return { paths: { parent: "path" } };
    const given = Array.isArray(parent) ? parent.length > 0 : Boolean(parent);
    return given ? {} : { conditions: [Prisma.sql`"t"."parent" IS NULL`] };
  },
  visibility: "company",
};
