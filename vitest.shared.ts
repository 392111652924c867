import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Every package's tests: beside the files, against a real PostgreSQL (`createTestDatabase` of @limpid/db/testing). */
export const shared = defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    globalSetup: [fileURLToPath(new URL("./packages/db/src/testing-setup.ts", import.meta.url))],
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
