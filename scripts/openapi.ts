// Writes openapi.json from the registry; with --check fails when the file in the repository differs.
import { readFileSync, writeFileSync } from "node:fs";
import { openApi } from "@limpid/core/platform/openapi";
import { Registry } from "@limpid/core/platform/registry";
import { services } from "@limpid/core/services";

const FILE = new URL("../openapi.json", import.meta.url);
const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  version: string;
};
const text = `${JSON.stringify(openApi(new Registry(services), { url: "http://localhost:8008", version }), null, 1)}\n`;

if (!process.argv.includes("--check")) {
  writeFileSync(FILE, text);
} else if (readFileSync(FILE, "utf8") !== text) {
  console.error("openapi.json differs from the registry: run `npx tsx scripts/openapi.ts`");
  process.exit(1);
}
