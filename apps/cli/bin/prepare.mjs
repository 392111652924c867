import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const at = (...parts) => join(root, ...parts);
const readJson = (path) => JSON.parse(readFileSync(path, "utf8"));

/** Whether node_modules holds what package-lock.json asks for: by content, since a clone's file times mean nothing. */
export function isInstalled(folder = root) {
  const record = join(folder, "node_modules/.package-lock.json");
  if (!existsSync(record)) return false;
  const installed = readJson(record).packages;
  return Object.entries(readJson(join(folder, "package-lock.json")).packages).every(
    ([path, { version, optional, link }]) =>
      !path.includes("node_modules/") || optional || link || installed[path]?.version === version,
  );
}

function run(what, command, args, { cwd = root, env = {} } = {}) {
  const variables = {
    ...process.env,
    CHECKPOINT_DISABLE: "1",
    NEXT_TELEMETRY_DISABLED: "1",
    // Any existing file keeps Prisma from downloading its engine (CONTRIBUTING.md, "Migrations").
    PRISMA_SCHEMA_ENGINE_BINARY: at("packages/db/tools/schema-engine.mjs"),
    ...env,
  };
  console.log(`${what} …`);
  const started = Date.now();
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    cwd,
    env: variables,
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
    shell: process.platform === "win32",
  });
  if (status !== 0) {
    console.error(`${stdout ?? ""}${stderr ?? ""}`.trim());
    console.error(
      `limpid: ${what.toLowerCase()} failed (${command} ${args.join(" ")})${error ? `: ${error.message}` : ""}`,
    );
    process.exit(1);
  }
  console.log(`${what}: ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

/** Tests and what builds write themselves change no build. */
const isSource = (name) => !/\.test\.tsx?$|\.tsbuildinfo$|^next-env\.d\.ts$/.test(name);

function addToHash(hash, folder, path) {
  if (!existsSync(path)) return;
  const entries = readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const child = join(path, entry.name);
    if (["node_modules", "dist", ".next", "generated", "e2e", "test"].includes(entry.name)) continue;
    if (entry.isDirectory()) addToHash(hash, folder, child);
    else if (entry.isFile() && isSource(entry.name))
      hash.update(relative(folder, child)).update("\0").update(readFileSync(child));
  }
}

/** A digest over the sources that a build depends on: folders end with a slash. */
function digestOf(folder, inputs) {
  const hash = createHash("sha256");
  for (const path of ["package-lock.json", ...inputs]) {
    if (path.endsWith("/")) addToHash(hash, folder, join(folder, path));
    else hash.update(readFileSync(join(folder, path)));
  }
  return hash.digest("hex");
}

/** Builds when the sources are not those that the stamp beside the result was made from. */
export function buildIfStale({ inputs, result, stamp, build }, folder = root) {
  const digest = digestOf(folder, inputs);
  const file = join(folder, stamp);
  if (existsSync(join(folder, result)) && existsSync(file) && readFileSync(file, "utf8") === digest) return;
  build();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, digest);
}

const packages = ["packages/db/", "packages/event-store/", "packages/core/"];

const client = {
  inputs: ["prisma/schema/", "prisma.config.ts"],
  result: "packages/db/generated/client.ts",
  stamp: "packages/db/generated/.stamp",
  build: () =>
    run("Generating the database client", process.execPath, [at("node_modules/prisma/build/index.js"), "generate"]),
};

const bundle = (app) => ({
  inputs: [...packages, `apps/${app}/`, "prisma/schema/", "scripts/bundle.mjs"],
  result: `apps/${app}/dist/main.mjs`,
  stamp: `apps/${app}/dist/.stamp`,
  build: () => run(`Building ${app}`, process.execPath, [at("scripts/bundle.mjs")], { cwd: at("apps", app) }),
});

const web = {
  inputs: [...packages, "packages/trpc/", "apps/web/", "prisma/schema/"],
  result: "apps/web/.next/standalone/apps/web/server.js",
  stamp: "apps/web/.next/.stamp",
  build: () => {
    rmSync(at("apps/web/.next/standalone"), { recursive: true, force: true });
    run("Building web (a minute or two, once)", "npm", ["run", "build"], { cwd: at("apps/web") });
  },
};

/**
 * Installs what is missing and builds what is stale: everything for `start`, the command line itself for the other commands.
 * An image or package that was built whole has no scripts folder and is left alone.
 */
export async function prepare(command) {
  if (!existsSync(at("scripts/bundle.mjs"))) return;
  // Scripts of packages are left out: none is needed (packages/db mends PostgreSQL's links), and some would download.
  if (!isInstalled())
    run("Installing packages", "npm", ["ci", "--ignore-scripts", "--include=dev", "--no-audit", "--no-fund"]);
  const apps = command === "start" || command === "build" ? ["cli", "api", "files", "agent-services"] : ["cli"];
  for (const part of [client, ...apps.map(bundle), ...(apps.length > 1 ? [web] : [])]) buildIfStale(part);
}
