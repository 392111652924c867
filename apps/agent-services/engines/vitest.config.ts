import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { shared } from "../../../vitest.shared.ts";

/** The cluster has a command of its own, `npm test -- kubernetes`: it takes minutes to come up the first time. */
const cluster = process.env.LIMPID_TEST_CLUSTER !== undefined;

/** Tests that need an engine; `npm test -- services` finds one. Not part of the unit tests. */
export default defineConfig({
  test: {
    ...shared.test,
    root: fileURLToPath(new URL(".", import.meta.url)),
    include: cluster ? ["kubernetes.test.ts"] : ["*.test.ts"],
    exclude: cluster ? [] : ["kubernetes.test.ts"],
    testTimeout: 60_000,
    fileParallelism: false,
  },
});
