import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Tests on a real Elasticsearch (LIMPID_TEST_ELASTICSEARCH); `npm test -- elasticsearch` starts one. Not part of the unit tests. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL(".", import.meta.url)),
    include: ["*.test.ts"],
    // Moves take events from PostgreSQL and back.
    globalSetup: [fileURLToPath(new URL("../../db/src/testing-setup.ts", import.meta.url))],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
