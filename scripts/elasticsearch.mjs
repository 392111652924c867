// An Elasticsearch for tests: the one at LIMPID_TEST_ELASTICSEARCH (its indices test-* come and go), else the one of ../shared/tools.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const TOOL = fileURLToPath(new URL("../../shared/tools/elasticsearch.sh", import.meta.url));
const PORT = process.env.LIMPID_TEST_ELASTICSEARCH_PORT ?? "19200";
const GIVEN = process.env.LIMPID_TEST_ELASTICSEARCH;
const has = (command) => spawnSync("sh", ["-c", `command -v ${command}`]).status === 0;

/** Why there is none to be had; null when there is. */
export const elasticsearchLacks =
  GIVEN || (existsSync(TOOL) && has("mvn") && has("curl"))
    ? null
    : "no Elasticsearch (set LIMPID_TEST_ELASTICSEARCH to the address of one that is for tests)";

/** Starts one if none is given. @returns the environment of its tests, and `stop`. */
export function startElasticsearch() {
  if (GIVEN) return { env: { LIMPID_TEST_ELASTICSEARCH: GIVEN }, stop: () => {} };
  const up = spawnSync(TOOL, ["up", PORT], { encoding: "utf8" });
  const stop = () => void spawnSync(TOOL, ["wipe", PORT]);
  if (up.status !== 0) {
    stop();
    throw new Error(`${TOOL} up failed:\n${up.stdout}${up.stderr}`);
  }
  return { env: { LIMPID_TEST_ELASTICSEARCH: `http://127.0.0.1:${PORT}`, LIMPID_TEST_ELASTICSEARCH_TOOL: TOOL }, stop };
}
