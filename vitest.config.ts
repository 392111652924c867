import { defineConfig } from "vitest/config";
import { shared } from "./vitest.shared";

/** All packages in one run, with one PostgreSQL. */
export default defineConfig({
  test: {
    projects: ["packages/*/vitest.config.ts", "apps/*/vitest.config.ts"],
    globalSetup: shared.test?.globalSetup,
  },
});
