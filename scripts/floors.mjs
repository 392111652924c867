// The two floors of core (ARCHITECTURE.md): `endpoints/` is imported by its own index.ts only, and index.ts by services.ts only. Biome's
// import rules cannot say "only by", so this does.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const CORE = fileURLToPath(new URL("../packages/core/src", import.meta.url));
const files = readdirSync(CORE, { recursive: true }).filter(
  (name) => name.endsWith(".ts") && !name.endsWith(".test.ts"),
);
const problems = [];

for (const name of files) {
  const file = join(CORE, name);
  const source = readFileSync(file, "utf8");
  for (const [, specifier] of source.matchAll(/from "(\.{1,2}\/[^"]+)"/g)) {
    const target = relative(CORE, resolve(dirname(file), specifier));
    const [domain, floor] = target.split("/");
    if (floor === "endpoints" && name !== join(domain, "index.ts"))
      problems.push(
        `${name} imports ${target}: only ${domain}/index.ts may; move what is shared to a file of the domain's own`,
      );
    if (floor === "index" && name !== "services.ts")
      problems.push(`${name} imports ${target}: only services.ts may; import the file that holds the thing`);
  }
}

for (const problem of problems) console.error(problem);
process.exit(problems.length === 0 ? 0 : 1);
