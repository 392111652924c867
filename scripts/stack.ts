// A whole Limpid in a temporary folder on free ports: real processes, real PostgreSQL. Tests and benchmarks that look at it from outside start
// it with startStack(); `npx tsx scripts/stack.ts` runs one to play with and prints its addresses and keys
// (`npx tsx scripts/stack.ts --dev --seed api files web`: the web from its sources, filled by seed.ts).
import { type ChildProcess, spawn } from "node:child_process";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { bootstrap } from "@limpid/core/server/bootstrap";
import { createDatabase } from "@limpid/db";
import { migrate } from "@limpid/db/migrate";
import { startPostgres } from "@limpid/db/postgres";
import { HEAP_FLAGS } from "../apps/cli/src/heap";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

export type AppName = "api" | "files" | "agent-services" | "web";

export interface Keys {
  readonly access_key: string;
  readonly secret_key: string;
}

export interface Stack {
  readonly api_url: string;
  readonly files_url: string;
  readonly web_url: string;
  readonly database_url: string;
  readonly data_dir: string;
  /** Of the first administrator, and of an ordinary user. */
  readonly root: Keys & { readonly username: string; readonly password: string };
  readonly user: Keys & { readonly id: string };
  /** The running child of an app, to be killed by tests. */
  child(app: AppName): ChildProcess;
  /** Starts an app again that has ended. */
  restart(app: AppName): Promise<void>;
  /** Process id of PostgreSQL. */
  readonly postgres_pid: number;
  /** Starts PostgreSQL again after a kill. */
  restartPostgres(): Promise<void>;
  stop(): Promise<void>;
}

export interface StackOptions {
  readonly apps?: readonly AppName[];
  /** Survives power cuts, as in production; tests are faster without. */
  readonly durable?: boolean;
  /** Further environment of all apps. */
  readonly env?: Readonly<Record<string, string>>;
  /** Runs the bundles of `npm run build` instead of the sources, with the limits of `npm start`. */
  readonly bundled?: boolean;
  /** Runs the web from its sources too, compiled page by page as it is looked at, instead of its build. */
  readonly dev?: boolean;
}

/** Starts the apps and waits until each answers. `stop` leaves nothing behind. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const apps = options.apps ?? ["api", "files"];
  const data_dir = await mkdtemp(join(tmpdir(), "limpid-stack-"));
  // PostgreSQL runs as another account when we are root: it must be able to reach its folder.
  await chmod(data_dir, 0o711);
  const database = { folder: join(data_dir, "postgres"), database: "limpid", durable: options.durable ?? false };
  let postgres = await startPostgres(database);
  await migrate(postgres.url);
  const [web, api, files, services] = await freePorts(4);
  const token_secret = "a secret for tests only, made of forty characters";
  const root = {
    // long enough for the recorded exchanges to tell it from other words ("Stopped by …")
    username: "root-of-tests",
    password: "a password for tests",
    access_key: "ROOTKEYFORTESTS",
    secret_key: "root-secret-for-tests",
  };
  const db = createDatabase(postgres.url, { poolSize: 1 });
  await bootstrap(db, {
    admin_username: root.username,
    admin_password: root.password,
    access_key: root.access_key,
    secret_key: root.secret_key,
    token_secret,
  });
  await db.$disconnect();
  const urls = {
    web_url: `http://127.0.0.1:${web}`,
    api_url: `http://127.0.0.1:${api}`,
    files_url: `http://127.0.0.1:${files}`,
  };
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_ENV: "production",
    DATABASE_URL: postgres.url,
    LIMPID_TOKEN_SECRET: token_secret,
    LIMPID_DATA_DIR: data_dir,
    LIMPID_DATABASE_DIR: data_dir,
    LIMPID_HOST: "127.0.0.1",
    LIMPID_WEB_PORT: String(web),
    LIMPID_API_PORT: String(api),
    LIMPID_FILES_PORT: String(files),
    LIMPID_AGENT_SERVICES_PORT: String(services),
    LIMPID_WEB_URL: urls.web_url,
    LIMPID_API_URL: urls.api_url,
    LIMPID_FILES_URL: urls.files_url,
    LIMPID_API_INTERNAL_URL: urls.api_url,
    LIMPID_FILES_INTERNAL_URL: urls.files_url,
    PORT: String(web),
    HOSTNAME: "127.0.0.1",
    LIMPID_LOG_LEVEL: process.env.LIMPID_TEST_LOG_LEVEL ?? "error",
    ...options.env,
  };
  const health: Record<AppName, string> = {
    api: urls.api_url,
    files: urls.files_url,
    web: urls.web_url,
    "agent-services": `http://127.0.0.1:${services}`,
  };
  const children = new Map<AppName, ChildProcess>();
  const start = async (app: AppName) => {
    const dev = app === "web" && options.dev === true;
    const child = spawn(process.execPath, dev ? source(app) : command(app, options.bundled ?? false), {
      // The web finds its build, or its sources, in its working directory.
      cwd: app === "web" ? join(ROOT, dev ? "apps/web" : "apps/web/.next/standalone/apps/web") : ROOT,
      env: dev ? { ...env, NODE_ENV: "development" } : env,
      stdio: ["ignore", "inherit", "inherit"],
    });
    children.set(app, child);
    await answering(`${health[app]}/health`, child);
  };
  const stop = async () => {
    await Promise.all([...children.values()].map(end));
    await postgres.stop();
    await rm(data_dir, { recursive: true, force: true });
  };
  try {
    await Promise.all(apps.map(start));
    return {
      ...urls,
      database_url: postgres.url,
      data_dir,
      root,
      user: await createUser(urls.api_url, root),
      child: (app) => {
        const child = children.get(app);
        if (!child) throw new Error(`${app} is not part of this stack`);
        return child;
      },
      restart: start,
      get postgres_pid() {
        return postgres.pid;
      },
      restartPostgres: async () => {
        postgres = await startPostgres({ ...database, port: Number(new URL(postgres.url).port) });
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function command(app: AppName, bundled: boolean): string[] {
  if (app !== "web" && !bundled) return source(app);
  const script = app === "web" ? "apps/web/.next/standalone/apps/web/server.js" : `apps/${app}/dist/main.mjs`;
  return [...(bundled ? HEAP_FLAGS[app] : []), join(ROOT, script)];
}

function source(app: AppName): string[] {
  return ["--import", "tsx", join(ROOT, `apps/${app}/src`, app === "web" ? "server/main.ts" : "main.ts")];
}

/** An ordinary user with keys, made the way an administrator would make it through the API. */
async function createUser(api: string, root: Keys): Promise<Keys & { id: string }> {
  const call = async <T>(name: string, body: unknown, headers: Record<string, string> = {}): Promise<T> => {
    const basic = Buffer.from(`${root.access_key}:${root.secret_key}`).toString("base64");
    const answer = await fetch(`${api}/${name}`, {
      method: "POST",
      headers: { authorization: `Basic ${basic}`, "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
    const { meta, data } = (await answer.json()) as { meta: { result_msg: string }; data: T };
    if (!answer.ok) throw new Error(`${name}: ${meta.result_msg}`);
    return data;
  };
  const { id } = await call<{ id: string }>("auth.create_user", {
    name: "Ada Lovelace",
    company: "d1bd92a3b039400cbafc60a7a5b1e52b",
    email: "ada@example.com",
    role: "user",
  });
  const { credentials } = await call<{ credentials: Keys }>(
    "auth.create_credentials",
    {},
    { "X-Clearml-Impersonate-As": id },
  );
  return { id, access_key: credentials.access_key, secret_key: credentials.secret_key };
}

/** Waits until an address answers 200. @throws when the process ends first, or after a minute. */
async function answering(url: string, child: ChildProcess): Promise<void> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(50)) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`${child.spawnargs.join(" ")} ended before it answered`);
    const status = await fetch(url).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === 200) return;
  }
  throw new Error(`${url} did not answer within a minute`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 15_000);
  await ended;
  clearTimeout(timer);
}

/** Ports that were free a moment ago, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === "object" && address ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const words = process.argv.slice(2);
  const apps = words.filter((word) => !word.startsWith("--")) as AppName[];
  const stack = await startStack({
    apps: apps.length > 0 ? apps : undefined,
    dev: words.includes("--dev"),
    env: { LIMPID_CORS_ORIGINS: "http://web.example" },
  });
  if (words.includes("--seed")) {
    const { seed } = await import("./seed");
    await seed({ ...stack, ...stack.root }).catch(async (error: unknown) => {
      await stack.stop();
      throw error;
    });
  }
  const { api_url, files_url, web_url, database_url, data_dir, root, user } = stack;
  console.log(JSON.stringify({ api_url, files_url, web_url, database_url, data_dir, root, user }, null, 1));
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => void stack.stop().then(() => process.exit(0)));
}
