// Holds the registry against the list of the protocol's endpoints: each is there, in each of its versions, and no client may call any other.
import { readFileSync } from "node:fs";
import { Registry } from "@limpid/core/platform/registry";
import { services } from "@limpid/core/services";

/** Name and versions, as handlers of ClearML's API 2.34 have them; where one is gone the version from which it answers 301. */
const LIST = new URL("../apps/api/test/endpoints.tsv", import.meta.url);

const present = new Map<string, string[]>();
for (const { name, since } of new Registry(services).all())
  present.set(name, [since ?? "", ...(present.get(name) ?? [])]);
const wanted = new Map(
  readFileSync(LIST, "utf8")
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split("\t") as [name: string, versions: string]),
);

const problems = [
  ...[...wanted].flatMap(([name, versions]) => {
    const found = present.get(name)?.join(",");
    if (found === undefined) return [`${name} is missing`];
    return found === versions ? [] : [`${name} has the versions ${found}, not ${versions}`];
  }),
  ...[...present.keys()]
    .filter((name) => !wanted.has(name))
    .map((name) => `${name} is no endpoint of the protocol: without \`since\` it is the web app's only`),
];
for (const problem of problems) console.error(problem);
console.log(`${wanted.size - problems.length} of ${wanted.size} endpoints`);
process.exit(problems.length === 0 ? 0 : 1);
