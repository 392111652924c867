import { spawnSync } from "node:child_process";
import { constants } from "node:fs";
import { access, stat, statfs } from "node:fs/promises";
import { request } from "node:http";
import { connect } from "node:net";
import { freemem, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { findPostgres } from "@limpid/db/postgres";
import { findBinaries } from "@limpid/db/postgres/binaries";
import { findEvents } from "@limpid/event-store/moving/whereabouts";
import pg from "pg";
import { dataPaths, inspectDataFolder } from "./data-folder";
import { databaseName } from "./database";
import { dockerHost, type PublicService, readSettings, type Settings } from "./env";
import { namedPlace } from "./events";
import { Failure } from "./failure";
import { isHealthy, portFailure, portProblem } from "./http";
import { root, version } from "./installation";
import { findHolder } from "./lock";

/** `problem` keeps Limpid from running, `advice` does not. */
interface Finding {
  readonly what: string;
  readonly level: "ok" | "advice" | "problem";
  readonly text: string;
}

const gib = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
const reason = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Runs a check that throws when something is wrong. */
async function check(what: string, level: "advice" | "problem", work: () => Promise<string>): Promise<Finding> {
  try {
    return { what, level: "ok", text: await work() };
  } catch (error) {
    return { what, level, text: reason(error) };
  }
}

async function checkNpm(): Promise<string> {
  const { stdout, error } = spawnSync("npm", ["--version"], { encoding: "utf8", shell: process.platform === "win32" });
  if (error) throw new Error("npm is missing: it comes with Node.js; without it nothing can be installed or updated");
  return stdout.trim();
}

/** The deepest folder at or above `path` that exists. */
async function existing(path: string): Promise<string> {
  for (let folder = path; ; folder = dirname(folder)) {
    if (await stat(folder).catch(() => undefined)) return folder;
  }
}

async function checkDataFolder({ dataDir }: Settings): Promise<string> {
  if ((await findHolder(dataDir)) !== undefined) return `${dataDir}, in use by the running server`;
  await inspectDataFolder(dataDir);
  return (await stat(dataDir).catch(() => undefined)) ? dataDir : `${dataDir} (made at the first start)`;
}

async function checkDisk({ dataDir }: Settings): Promise<string> {
  const { bavail, bsize } = await statfs(await existing(dataDir));
  const free = bavail * bsize;
  if (free < 2 * 2 ** 30)
    throw new Error(`only ${gib(free)} free where ${dataDir} is: make room, or set LIMPID_DATA_DIR`);
  return `${gib(free)} free`;
}

async function checkMemory(): Promise<string> {
  if (totalmem() < 1.5 * 2 ** 30)
    throw new Error(`${gib(totalmem())} in all: the server wants about 0.5 GiB for itself, building it 1.5`);
  return `${gib(freemem())} free of ${gib(totalmem())}`;
}

async function checkEmbedded(): Promise<string> {
  const { postgres } = await findBinaries(undefined);
  const { stdout, stderr, error } = spawnSync(postgres, ["--version"], { encoding: "utf8" });
  if (error || !stdout) {
    throw new Error(
      `${postgres} does not run (${error?.message ?? stderr.trim()}): set DATABASE_URL to a server of your own`,
    );
  }
  return `embedded, ${stdout.trim().replace(/^.*?(\d)/, "$1")}`;
}

async function checkOutside(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on("error", () => {});
  try {
    await client.connect();
  } catch (error) {
    throw new Error(`DATABASE_URL cannot be reached: ${reason(error)}`);
  }
  try {
    const { rows } = await client.query(
      `SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS version,
         EXISTS (SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm') AS trigrams,
         has_database_privilege(current_database(), 'CREATE') AS may_create`,
    );
    const [{ number, version: name, trigrams, may_create }] = rows;
    if (number < 150000) throw new Error(`DATABASE_URL is PostgreSQL ${name}: 15 or newer is needed`);
    if (!trigrams)
      throw new Error("DATABASE_URL: its server has no pg_trgm: install the contrib package (postgresql-contrib)");
    if (!may_create)
      throw new Error("DATABASE_URL: its user may not create in the database: make it the database's owner");
    return `DATABASE_URL, ${name}`;
  } finally {
    await client.end();
  }
}

/** Only a database that runs can tell. */
async function checkEvents(settings: Settings): Promise<string | undefined> {
  const url =
    settings.databaseUrl ??
    (await findPostgres(dataPaths(settings.dataDir).postgres, databaseName).catch(() => undefined));
  if (!url) return undefined;
  const { named, place, phase } = await findEvents(url, namedPlace(settings));
  if (phase !== "settled") throw new Error("a move is on: see limpid events status");
  if (named !== place)
    throw new Error(`EVENTS_URL names ${named}, but the events were moved to ${place}: set it to that`);
  return place;
}

function checkRedis(url: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port || 6379), timeout: 5000 });
    const fail = (why: string) =>
      reject(new Error(`REDIS_URL cannot be reached (${why}): start Redis, or unset REDIS_URL`));
    socket.once("connect", () => resolve(`answers on ${hostname}:${port || 6379}`));
    socket.once("error", (error) => fail(error.message));
    socket.once("timeout", () => fail("no answer"));
    for (const end of ["connect", "error", "timeout"]) socket.once(end, () => socket.destroy());
  });
}

function checkDocker(): Promise<string> {
  const socketPath = dockerHost?.startsWith("unix://") ? dockerHost.slice("unix://".length) : "/var/run/docker.sock";
  const target = dockerHost?.startsWith("tcp://")
    ? { host: new URL(dockerHost).hostname, port: new URL(dockerHost).port }
    : { socketPath };
  return new Promise((resolve, reject) => {
    const call = request({ ...target, path: "/version", timeout: 3000 }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (text: string) => {
        body += text;
      });
      response.on("end", () => resolve(`engine ${/"Version":"([^"]+)"/.exec(body)?.[1] ?? "unknown"}`));
    });
    const fail = (why: string) =>
      reject(new Error(`not reachable (${why}); only needed to run tasks in containers on this machine`));
    call.on("timeout", () => call.destroy(new Error("no answer")));
    call.on("error", (error: NodeJS.ErrnoException) => fail(error.code ?? error.message));
    call.end();
  });
}

async function checkPorts(settings: Settings): Promise<Finding[]> {
  const runs = (await findHolder(settings.dataDir)) !== undefined;
  const host = settings.host === "0.0.0.0" || settings.host === "::" ? "127.0.0.1" : settings.host;
  return Promise.all(
    (Object.entries(settings.ports) as [PublicService, number][]).map(([service, port]) =>
      check(`port ${port} (${service})`, "problem", async () => {
        if (runs) {
          if (await isHealthy(`http://${host}:${port}/health`)) return "the running server answers";
          throw new Error(`the running server does not answer: see ${join(settings.dataDir, "logs")}`);
        }
        const code = await portProblem(settings.host, port);
        if (code) throw portFailure(settings.host, port, `LIMPID_${service.toUpperCase()}_PORT`, code);
        return "free";
      }),
    ),
  );
}

async function checkBuild(): Promise<string> {
  for (const app of [
    "api/dist/main.mjs",
    "files/dist/main.mjs",
    "agent-services/dist/main.mjs",
    "web/.next/standalone/apps/web/server.js",
  ]) {
    await access(join(root, "apps", app), constants.R_OK).catch(() => {
      throw new Error("not built yet: npm start does it");
    });
  }
  return version;
}

/** Looks at everything that a start depends on and says what to do. @returns 1 when something keeps Limpid from running. */
export async function doctor(): Promise<number> {
  const findings: Finding[] = [
    await check("Node.js", "problem", async () => process.versions.node),
    await check("npm", "advice", checkNpm),
    await check("Limpid", "advice", checkBuild),
  ];
  let settings: Settings | undefined;
  try {
    settings = readSettings();
    findings.push({ what: "settings", level: "ok", text: "valid" });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    findings.push({ what: "settings", level: "problem", text: error.message });
  }
  findings.push(await check("memory", "advice", checkMemory));
  if (settings) {
    const { databaseUrl, redisUrl } = settings;
    const known = settings;
    findings.push(await check("data folder", "problem", () => checkDataFolder(known)));
    findings.push(await check("disk", "advice", () => checkDisk(known)));
    findings.push(
      await check("PostgreSQL", "problem", () => (databaseUrl ? checkOutside(databaseUrl) : checkEmbedded())),
    );
    const events = await check("events", "advice", async () => (await checkEvents(known)) ?? "");
    if (events.text) findings.push(events);
    if (redisUrl) findings.push(await check("Redis", "problem", () => checkRedis(redisUrl)));
    findings.push(...(await checkPorts(known)));
  }
  findings.push(await check("Docker", "advice", checkDocker));
  const marks = { ok: "ok      ", advice: "advice  ", problem: "PROBLEM " };
  for (const { what, level, text } of findings) console.log(`${marks[level]}${what.padEnd(22)}${text}`);
  const problems = findings.filter(({ level }) => level === "problem").length;
  console.log(problems === 0 ? "Limpid can run here." : `${problems} to be solved before Limpid can run.`);
  return problems === 0 ? 0 : 1;
}
