import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chown, open, readFile, readlink, realpath, rm, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { accountForPostgres } from "./postgres/binaries";
import { type Cluster, clusterUrl, environment, openCluster } from "./postgres/cluster";

/** How to start the embedded PostgreSQL. */
export interface PostgresOptions {
  /** Its data folder, made when missing. The password file lies beside it. */
  readonly folder: string;
  /** The database to have in it. */
  readonly database: string;
  /** False gives up safety against power cuts for speed: tests only. */
  readonly durable?: boolean;
  /** What the server writes; thrown away without it. */
  readonly logFile?: string;
  /** The port to take if it is free, so that those who knew the server before find it again. */
  readonly port?: number;
  /** More settings, by the names of postgresql.conf. */
  readonly settings?: Readonly<Record<string, string | number>>;
}

/** A running embedded PostgreSQL. It outlives this process when that is killed; the next start takes it over. */
export interface PostgresServer {
  /** Of `options.database`; holds the password. */
  readonly url: string;
  readonly pid: number;
  /** True when it was found running. */
  readonly adopted: boolean;
  /** Resolves when the server is gone, for whatever reason. */
  readonly exited: Promise<void>;
  /** Waits for nothing but running statements' abort (a "fast" shutdown), then for the end. Idempotent. */
  stop(): Promise<void>;
}

const startDeadline = 60_000;

/** Small, since the whole product shares one machine with the user's work. */
const settings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: 100,
  shared_buffers: "64MB",
  work_mem: "8MB",
  maintenance_work_mem: "64MB",
  max_wal_size: "512MB",
  min_wal_size: "64MB",
  wal_compression: "on",
  checkpoint_timeout: "10min",
  random_page_cost: 1.1,
  max_worker_processes: 4,
  max_logical_replication_workers: 0,
  max_parallel_workers_per_gather: 0,
  io_method: "sync",
  jit: "off",
  huge_pages: "off",
  log_checkpoints: "off",
  timezone: "UTC",
  log_timezone: "UTC",
} satisfies Record<string, string | number>;

const unsafe = { fsync: "off", synchronous_commit: "off", full_page_writes: "off", autovacuum: "off" } as const;

async function freePort(wish = 0): Promise<number> {
  const probe = createServer().listen(wish, "127.0.0.1");
  try {
    await once(probe, "listening");
  } catch (error) {
    if (wish === 0) throw error;
    return freePort();
  }
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Whether `pid` is the server of this very folder, not a stranger that got the number after a crash or a reboot. */
async function isServerOf(folder: string, pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform !== "linux") return true;
  const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
  return cwd === (await realpath(folder));
}

/** Process id and port in postmaster.pid; the file of a dead server is removed. */
async function findRunning(folder: string): Promise<{ pid: number; port: number } | undefined> {
  const file = join(folder, "postmaster.pid");
  const lines = (await readFile(file, "utf8").catch(() => "")).split("\n");
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  if (await isServerOf(folder, pid)) return { pid, port: Number(lines[3]) };
  await rm(file, { force: true });
  return undefined;
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3000 });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("SELECT 1");
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

async function launch(cluster: Cluster, options: PostgresOptions): Promise<{ child: ChildProcess; port: number }> {
  const port = await freePort(options.port);
  const chosen = { ...settings, ...(options.durable === false ? unsafe : {}), ...options.settings, port };
  const args = ["-D", cluster.folderArgument];
  for (const [name, value] of Object.entries(chosen)) args.push("-c", `${name}=${value}`);
  const log = options.logFile ? await open(options.logFile, "a", 0o600) : undefined;
  try {
    if (log && cluster.account)
      await chown(options.logFile ?? "", cluster.account.uid, cluster.account.gid).catch(() => {});
    const output = log ? log.fd : "ignore";
    const child = spawn(cluster.postgres, args, {
      cwd: cluster.folder,
      ...cluster.account,
      env: environment(),
      stdio: ["ignore", output, output],
      // Its own process group: Ctrl-C in the terminal must not end it before those who still write to it.
      detached: true,
    });
    child.unref();
    await once(child, "spawn");
    return { child, port };
  } finally {
    await log?.close();
  }
}

/** Starts it and waits for an answer; undefined when it ended by itself first. */
async function tryStart(
  cluster: Cluster,
  options: PostgresOptions,
): Promise<{ pid: number; port: number } | undefined> {
  const { child, port } = await launch(cluster, options);
  const { pid } = child;
  const deadline = Date.now() + startDeadline;
  while (pid !== undefined && child.exitCode === null && child.signalCode === null) {
    if (await answers(clusterUrl(cluster, port, "postgres"))) return { pid, port };
    if (Date.now() > deadline) {
      child.kill("SIGQUIT");
      throw new Error(`the embedded PostgreSQL did not answer within ${startDeadline / 1000} s${logHint(options)}`);
    }
    await sleep(15);
  }
  return undefined;
}

const logHint = (options: PostgresOptions) => (options.logFile ? `; see ${options.logFile}` : "");

async function ensureDatabase(url: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const found = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}

async function waitForEnd(pid: number, deadline = Number.POSITIVE_INFINITY): Promise<boolean> {
  while (isAlive(pid)) {
    if (Date.now() > deadline) return false;
    await sleep(20);
  }
  return true;
}

async function stopServer(folder: string, pid: number): Promise<void> {
  // SIGINT is a fast shutdown with a checkpoint; SIGQUIT leaves the rest to recovery, which loses nothing committed.
  for (const [signal, patience] of [
    ["SIGINT", 30_000],
    ["SIGQUIT", 10_000],
  ] as const) {
    if (!(await isServerOf(folder, pid))) return;
    process.kill(pid, signal);
    if (await waitForEnd(pid, Date.now() + patience)) return;
  }
}

/**
 * Starts the packaged PostgreSQL in `options.folder`, or takes over the one that runs there already.
 * Root drops to `nobody`, as PostgreSQL refuses root.
 * @throws with one clear line when it cannot run.
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const cluster = await openCluster(options.folder, accountForPostgres(), options.durable !== false);
  const folder = await realpath(options.folder);
  const deadline = Date.now() + 15_000;
  let running: { pid: number; port: number } | undefined;
  let adopted = false;
  while (!running) {
    const known = await findRunning(folder);
    if (known && (await answers(clusterUrl(cluster, known.port, "postgres")))) {
      running = known;
      adopted = true;
    } else if (!known) {
      running = await tryStart(cluster, options);
    }
    if (running) break;
    // After a kill -9 of the server its last children hold the shared memory for a moment, and one that stops still has its file.
    if (Date.now() > deadline)
      throw new Error(`the embedded PostgreSQL does not start in ${folder}${logHint(options)}`);
    await sleep(250);
  }
  const { pid, port } = running;
  await ensureDatabase(clusterUrl(cluster, port, "postgres"), options.database);
  let stopping: Promise<void> | undefined;
  return {
    url: clusterUrl(cluster, port, options.database),
    pid,
    adopted,
    exited: watch(pid),
    stop: () => {
      stopping ??= stopServer(folder, pid);
      return stopping;
    },
  };
}

/** Polls, since an adopted server is no child of ours; keeps no process alive. */
function watch(pid: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (isAlive(pid)) return;
      clearInterval(timer);
      resolve();
    }, 500);
    timer.unref();
  });
}

/** The URL of a server that runs in `folder` now; undefined when none does. */
export async function findPostgres(folder: string, database: string): Promise<string | undefined> {
  if (!(await stat(join(folder, "PG_VERSION")).catch(() => undefined))) return undefined;
  const cluster = await openCluster(folder, accountForPostgres(), true);
  const running = await findRunning(await realpath(folder));
  if (!running) return undefined;
  const url = clusterUrl(cluster, running.port, database);
  return (await answers(url)) ? url : undefined;
}
