import { defineConfig } from "prisma/config";

// The schema engine runs as WebAssembly from npm, so that nothing is downloaded (CONTRIBUTING.md, "Migrations").
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= new URL("./packages/db/tools/schema-engine.mjs", import.meta.url).pathname;
process.env.CHECKPOINT_DISABLE ??= "1";

export default defineConfig({
  schema: "prisma/schema",
  migrations: { path: "prisma/migrations" },
  datasource: { url: process.env.DATABASE_URL ?? "postgresql://localhost/limpid" },
});
