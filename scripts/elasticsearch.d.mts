export const elasticsearchLacks: string | null;
export function startElasticsearch(): {
  env: { readonly LIMPID_TEST_ELASTICSEARCH: string; readonly LIMPID_TEST_ELASTICSEARCH_TOOL?: string };
  stop: () => void;
};
