import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { shared } from "../../../vitest.shared.ts";

/** Tests that need an engine; `npm test -- services` finds one. Not part of the unit tests. */
export default defineConfig({
  test: {
    ...shared.test,
    root: fileURLToPath(new URL(".", import.meta.url)),
    include: ["*.test.ts"],
    testTimeout: 60_000,
    fileParallelism: false,
  },
});
