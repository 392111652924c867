import { defineConfig } from "@playwright/test";
import { findBrowser } from "../../scripts/browser.mjs";

/**
 * The tests in a real browser. They run against LIMPID_E2E_URL when it is set (with LIMPID_E2E_USERNAME and LIMPID_E2E_PASSWORD); else
 * e2e/global-setup.ts starts a whole server of its own from the build and tells its address.
 */
export default defineConfig({
  testDir: "e2e",
  // It needs a Docker engine: `npm test -- services` starts one and names the file.
  testIgnore: process.env.LIMPID_E2E_ENGINE ? undefined : "services.spec.ts",
  globalSetup: "./e2e/global-setup.ts",
  outputDir: "test-results",
  timeout: 60_000,
  expect: { timeout: 10_000 },
  fullyParallel: false,
  workers: 1,
  forbidOnly: process.env.CI === "true",
  // scripts/test.mjs names a file and counts by it.
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ? [["line"], ["json"]] : "line",
  use: {
    viewport: { width: 1440, height: 900 },
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: findBrowser() ?? undefined,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
      ],
    },
  },
});
