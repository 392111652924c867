import type { estypes } from "@elastic/elasticsearch";

/** Counts the changes below. A newer one is put over an older one, never the other way round. */
export const VERSION = 1;

/** Short, so that no document is without a copy where there is a second node, and none is missing one where there is not. */
const shared = {
  number_of_shards: 1,
  auto_expand_replicas: "0-1",
  codec: "best_compression",
} satisfies estypes.IndicesIndexSettings;

/** Heads (heads.ts): one document an owner, changed with each append; reading by id needs no refresh. */
export const heads = {
  settings: { ...shared, refresh_interval: "5s" },
  mappings: {
    dynamic: false,
    properties: {
      owner: { type: "keyword" },
      /** Fresh pieces. */
      waiting: { type: "integer" },
      /** Compacted pieces could be fewer. */
      untidy: { type: "boolean" },
      next: { type: "long" },
      updated: { type: "date" },
    },
  },
} satisfies estypes.IndicesPutIndexTemplateIndexTemplateMapping;

/** Documents that are written once (documents.ts), by month. */
export const documents = {
  settings: { ...shared, refresh_interval: "30s" },
  mappings: {
    dynamic: false,
    _routing: { required: true },
    // The text is in the data as well.
    _source: { excludes: ["text"] },
    properties: {
      owner: { type: "keyword" },
      role: { type: "keyword" },
      written_at: { type: "date" },
      pieces: { type: "object", enabled: false },
      data: { type: "binary" },
      text: { type: "text", norms: false },
    },
  },
} satisfies estypes.IndicesPutIndexTemplateIndexTemplateMapping;
