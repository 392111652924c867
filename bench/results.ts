import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("..", import.meta.url));
const FILE = `${ROOT}bench/results.md`;

/** Headings of the sections, in the order of the file. */
export const HEADINGS = {
  everyday: "# Benchmarks",
  events: "## Events at scale",
  elasticsearch: "## Events on Elasticsearch",
  peers: "## Peers, side by side",
  services: "## Agent services",
  scale: "## Lists of a large install",
} as const;

const load = loadavg()[0] ?? 0;

/** Where figures come from: commit, day, machine. */
export function origin(command = "npm run bench"): string {
  const commit = spawnSync("git", ["describe", "--always", "--dirty"], { cwd: ROOT, encoding: "utf8" }).stdout.trim();
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
  return `Made by \`${command}\` at ${commit}, ${new Date().toISOString().slice(0, 10)}. Client and server share one machine: ${machine}; its load
before the run was ${load.toFixed(1)}.`;
}

/** Figures as they are measured: printed at once, a table in the end. */
export class Report {
  readonly #rows: string[] = [];

  add(what: string, figure: string, aim = ""): void {
    this.#rows.push(`| ${what} | ${figure} | ${aim} |`);
    console.log(`${what.padEnd(80)} ${figure.padStart(24)}   ${aim}`);
  }

  table(): string {
    return ["| what | measured | aim |", "|---|---|---|", ...this.#rows].join("\n");
  }
}

/** Writes one section of the results, which begins with its heading, and leaves the others as they are. */
export function writeSection(section: string): void {
  const text = existsSync(FILE) ? readFileSync(FILE, "utf8") : "";
  const headingOf = (part: string) => part.split("\n", 1)[0] ?? "";
  const sections = new Map([...text.split(/^(?=#+ )/m), section].map((part) => [headingOf(part), part.trim()]));
  writeFileSync(
    FILE,
    `${Object.values(HEADINGS)
      .flatMap((heading) => sections.get(heading) ?? [])
      .join("\n\n")}\n`,
  );
}
