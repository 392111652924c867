// `npm run new -- service.action`: writes the file of a new endpoint and its line in the service's index.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const [name = ""] = process.argv.slice(2);
const match = /^([a-z_]\w+)\.([a-z_]\w+)$/.exec(name);
if (!match) {
  console.error("usage: npm run new -- service.action");
  process.exit(2);
}
const [, service = "", action = ""] = match;
const folder = fileURLToPath(new URL(`../packages/core/src/${service}/`, import.meta.url));
const file = `${folder}endpoints/${action}.ts`;
const index = `${folder}index.ts`;
if (existsSync(file)) {
  console.error(`${file} is there already`);
  process.exit(1);
}
const identifier = action.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
const reserved = new Set(["delete", "new", "import", "export", "default"]);
const binding = reserved.has(identifier)
  ? `${identifier}${service.charAt(0).toUpperCase()}${service.slice(1)}`
  : identifier;
mkdirSync(`${folder}endpoints`, { recursive: true });
writeFileSync(
  file,
  `import { z } from "zod";
import { mutation } from "../../platform/endpoint";

/** What it does, with its errors and the source of each fact (wire-protocol §). */
export const ${binding} = mutation({
  name: "${service}.${action}",
  since: "1.0",
  auth: "user",
  summary: "",
  request: z.object({}),
  response: z.object({}),
}).handle(async (_ctx, _input) => ({}));
`,
);
if (!existsSync(index)) {
  writeFileSync(
    index,
    `import { service } from "../platform/endpoint";\n\nexport const ${service} = service("${service}", {\n});\n`,
  );
}
const source = readFileSync(index, "utf8");
const entry = binding === action ? `  ${action},\n` : `  ${action}: ${binding},\n`;
writeFileSync(
  index,
  `import { ${binding} } from "./endpoints/${action}";\n${source.replace(/\}\);\s*$/, `${entry}});\n`)}`,
);
console.log(
  `${file}\n${index}: run \`npx biome check --write ${service}\` to sort the imports; a new service also needs its line in services.ts`,
);
