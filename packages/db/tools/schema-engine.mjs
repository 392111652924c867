#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import readline from "node:readline";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import pg from "pg";
import { MigrationAdapter } from "./migration-adapter.mjs";

// Stands in for Prisma's native schema engine, which would have to be downloaded: the same engine as WebAssembly from npm, behind the
// native one's command line and JSON-RPC over stdin and stdout.

const engineFolder = dirname(createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm"));

function parseArguments(argv) {
  const parsed = { datamodels: [], datasource: undefined, rest: [] };
  for (let i = 0; i < argv.length; i++) {
    if (argv[i] === "--datasource") parsed.datasource = JSON.parse(argv[++i]);
    else if (argv[i] === "--datamodels") parsed.datamodels.push(argv[++i]);
    else if (argv[i] === "--enabled-preview-features" || argv[i] === "--extension-types") i++;
    else parsed.rest.push(argv[i]);
  }
  return parsed;
}

const options = parseArguments(process.argv.slice(2));
const databaseUrl = () => options.datasource?.url;

function printVersion() {
  const { version } = JSON.parse(readFileSync(join(engineFolder, "package.json"), "utf8"));
  process.stdout.write(`schema-engine-cli ${version.replace(/^.*[.-]/, "")}\n`);
}

function connectionErrorCode(error) {
  if (error.code === "3D000") return "P1003";
  if (error.code === "28P01" || error.code === "28000") return "P1000";
  if (["ECONNREFUSED", "ENOTFOUND", "ETIMEDOUT"].includes(error.code)) return "P1001";
  return "P1010";
}

/** The `cli` sub-commands, which check for, create and drop a database. */
async function runCommand(command) {
  const logLine = (level, target, fields) =>
    process.stderr.write(`${JSON.stringify({ timestamp: new Date().toISOString(), level, target, fields })}\n`);
  // Prisma drops the first line of stderr: the native engine logs its start there.
  logLine("INFO", "schema_engine", { message: "Starting schema engine CLI (wasm)" });
  const url = new URL(databaseUrl());
  const name = decodeURIComponent(url.pathname.slice(1)) || "postgres";
  const withClient = async (database, action) => {
    const address = new URL(url);
    address.pathname = `/${encodeURIComponent(database)}`;
    address.searchParams.delete("schema");
    const client = new pg.Client({ connectionString: address.toString() });
    await client.connect();
    await action(client);
    await client.end();
  };
  const commands = {
    "can-connect-to-database": () => withClient(name, async () => {}),
    "create-database": () => withClient("postgres", (c) => c.query(`CREATE DATABASE ${c.escapeIdentifier(name)}`)),
    "drop-database": () =>
      withClient("postgres", (c) => c.query(`DROP DATABASE IF EXISTS ${c.escapeIdentifier(name)} WITH (FORCE)`)),
  };
  try {
    if (!commands[command]) throw new Error(`unknown command ${command}`);
    await commands[command]();
    return 0;
  } catch (error) {
    const code = connectionErrorCode(error);
    const messages = {
      P1003: `Database \`${name}\` does not exist`,
      P1001: `Can't reach database server at \`${url.hostname}:${url.port || 5432}\``,
    };
    logLine("ERROR", "schema_engine::logger", { message: messages[code] ?? String(error.message), error_code: code });
    return 1;
  }
}

let panicMessage = "";

async function startEngine() {
  globalThis.PRISMA_WASM_PANIC_REGISTRY = {
    get: () => panicMessage,
    set_message: (message) => {
      panicMessage = `RuntimeError: ${message}`;
    },
  };
  const glue = await import("@prisma/schema-engine-wasm/schema_engine_bg");
  const module = new WebAssembly.Module(readFileSync(join(engineFolder, "schema_engine_bg.wasm")));
  const instance = new WebAssembly.Instance(module, { "./schema_engine_bg.js": glue });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  const datamodels = options.datamodels.map((path) => [path, readFileSync(path, "utf8")]);
  const adapter = new MigrationAdapter(databaseUrl(), options.datasource?.shadowDatabaseUrl);
  return glue.SchemaEngine.new(
    { datamodels: datamodels.length > 0 ? datamodels : undefined },
    () => {},
    bindMigrationAwareSqlAdapterFactory(adapter),
  );
}

let engine;
const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);

async function answer(request) {
  const refuse = (message, data) => send({ id: request.id, error: { code: 4466, message, data } });
  // The adapter's database exists already: the `cli` sub-command made it.
  if (request.method === "createDatabase") return send({ id: request.id, result: { databaseName: "" } });
  try {
    engine ??= startEngine();
    const method = request.method === "getDatabaseVersion" ? "version" : request.method;
    const result = await (await engine)[method](request.params ?? {});
    // The native engine prints the script of a diff itself; this one returns it.
    if (method === "diff" && typeof result?.stdout === "string") {
      send({ id: `print-${request.id}`, method: "print", params: { content: result.stdout } });
    }
    return send({ id: request.id, result: result ?? {} });
  } catch (error) {
    const message = String(error?.message ?? error);
    if (error?.name === "RuntimeError") {
      return refuse("panic", { is_panic: true, message: panicMessage || message, error: { message } });
    }
    const data = { is_panic: false, message, error_code: error?.code, meta: error?.meta };
    return refuse("An error happened. Check the data field for details.", data);
  }
}

if (options.rest.includes("--version") || options.rest.includes("-V")) {
  printVersion();
} else if (options.rest.includes("cli")) {
  process.exit(await runCommand(options.rest[options.rest.indexOf("cli") + 1]));
} else {
  let queue = Promise.resolve();
  const lines = readline.createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
  lines.on("line", (line) => {
    const request = line.trim() ? JSON.parse(line) : {};
    if (request.method) queue = queue.then(() => answer(request));
  });
  lines.on("close", () => queue.then(() => process.exit(0)));
}
