import type { TestProject } from "vitest/node";
import { testDatabaseUrl } from "./env";
import { prepareTemplate, startTestPostgres } from "./testing";

/** vitest's global setup: one PostgreSQL a run (or the one that TEST_DATABASE_URL names), with the template in it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = testDatabaseUrl ? { url: testDatabaseUrl, stop: async () => {} } : await startTestPostgres();
  project.provide("limpidTemplateUrl", await prepareTemplate(server.url));
  return server.stop;
}
