// Writes the list of endpoints into docs/compatibility.md: from the registry, with the reasons that the recorded exchanges give for being
// different (`slip`). With --check fails when the file differs, or when the hand-written part names an endpoint that is none.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import type { AnyEndpoint } from "@limpid/core/platform/endpoint";
import { Registry } from "@limpid/core/platform/registry";
import { services } from "@limpid/core/services";

const FILE = new URL("../docs/compatibility.md", import.meta.url);
const EXCHANGES = new URL("../apps/api/test/exchanges/", import.meta.url);
const MARK = "<!-- From here on written by scripts/compatibility.ts. -->";

const registry = new Registry(services);
const definitions = new Map<string, AnyEndpoint[]>();
for (const endpoint of registry.all())
  definitions.set(endpoint.name, [...(definitions.get(endpoint.name) ?? []), endpoint]);

interface Step {
  readonly call?: string;
  readonly slip?: string;
}

/** What a ClearML server does that clients do not rely on, by endpoint, as the exchanges say. */
function slips(): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const file of readdirSync(EXCHANGES).filter((name) => name.endsWith(".json"))) {
    const { steps = [] } = JSON.parse(readFileSync(new URL(file, EXCHANGES), "utf8")) as { steps?: Step[] };
    for (const { call, slip } of steps) {
      if (call && slip) found.set(call, (found.get(call) ?? new Set()).add(slip));
    }
  }
  return found;
}

function access({ auth }: AnyEndpoint): string {
  if (auth === "user") return "";
  return typeof auth === "string" ? { none: "anybody", optional: "anybody" }[auth] : auth.join(", ");
}

function row(name: string, reasons: ReadonlyMap<string, Set<string>>): string[] {
  const [newest, ...older] = definitions.get(name) ?? [];
  if (!newest) throw new TypeError(`no endpoint ${name}`);
  const versions = [newest, ...older].map(({ since }) => since).reverse();
  const different = [...(reasons.get(name) ?? [])].map((reason) => reason.replaceAll("|", "\\|")).join("; ");
  return [name, versions.join(", "), access(newest), different];
}

/** A Markdown table with columns of even width. */
function table([head = [], ...rows]: readonly string[][]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((cells) => cells[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

function generated(): string {
  const reasons = slips();
  const sections = registry.services.map((service) => {
    const names = [...definitions.keys()].filter((name) => name.startsWith(`${service.name}.`)).sort();
    const head = ["endpoint", "from version", "who, if not any login", "slips that need not be copied"];
    return `### ${service.name}\n\n${table([head, ...names.map((name) => row(name, reasons))])}\n`;
  });
  return `${MARK}\n\n## All ${definitions.size} endpoints\n\n${sections.join("\n")}`;
}

const [written = ""] = readFileSync(FILE, "utf8").split(MARK);
const unknown = [...written.matchAll(/`([a-z]+\.[a-z_]+)`/g)]
  .map(([, name = ""]) => name)
  .filter((name) => registry.services.some((service) => name.startsWith(`${service.name}.`)) && !definitions.has(name));
const text = `${written}${generated()}`;

if (!process.argv.includes("--check")) writeFileSync(FILE, text);
else if (readFileSync(FILE, "utf8") !== text) {
  console.error("docs/compatibility.md differs from the registry: run `npx tsx scripts/compatibility.ts`");
  process.exit(1);
}
if (unknown.length > 0) {
  console.error(`docs/compatibility.md names endpoints that are none: ${unknown.join(", ")}`);
  process.exit(1);
}
