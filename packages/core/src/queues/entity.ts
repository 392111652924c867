import { Prisma } from "@limpid/db";
import { metadataOf } from "../models/entity";
import { type EntityDefinition, field } from "../platform/find/entity";

/** Queues on the wire and in queries (wire-protocol §6.1, §9). */
export const queueEntity: EntityDefinition = {
  name: "queue",
  table: "queues",
  fields: {
    id: field.text("id"),
    name: field.text("name"),
    display_name: field.text("display_name"),
    company: field.reference("company", "company"),
    created: field.date("created"),
    tags: field.texts("tags"),
    system_tags: field.texts("system_tags"),
    entries: field.items({
      table: "queue_entries",
      owner: "queue",
      order: ["position"],
      columns: [
        { name: "task", type: "text", reference: "task" },
        { name: "added", type: "date" },
      ],
      partial: true,
    }),
    entries_count: field.computed(
      "number",
      (alias) => Prisma.sql`(SELECT count(*)::int FROM "queue_entries" r WHERE r."queue" = ${alias}."id")`,
    ),
    last_update: field.date("last_update"),
    metadata: metadataOf("queue"),
  },
  omitted: ["entries_count"],
  conditions: {
    list: ["id", "tags", "system_tags", "metadata.*"],
    range: [],
    datetime: [],
    pattern: ["name"],
    equality: [],
  },
  search: { weights: [0.1, 0.2, 0.5, 1], ids: [] },
  hidden: { tag: "k8s-glue", unless: ["id", "name", "search_hidden"] },
  visibility: "company",
};
