import { readFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { join, resolve } from "node:path";
import { parseEnv } from "node:util";
import { z } from "zod";
import { Failure } from "./failure";
import { root } from "./installation";

const port = z.coerce.number("must be a port number").int().min(1).max(65535);
const url = z
  .url({ protocol: /^https?$/, error: "must be an http or https address" })
  .transform((text) => text.replace(/\/+$/, ""));
const database = z.url({ protocol: /^postgres(ql)?$/, error: "must be postgresql://user:password@host:port/database" });

/** The operator's settings; docs/settings.md describes each. */
const Env = z
  .object({
    LIMPID_DATA_DIR: z.string().default(join(root, "data")),
    LIMPID_HOST: z.string().default("127.0.0.1"),
    LIMPID_WEB_PORT: port.default(8080),
    LIMPID_API_PORT: port.default(8008),
    LIMPID_FILES_PORT: port.default(8081),
    LIMPID_WEB_URL: url.optional(),
    LIMPID_API_URL: url.optional(),
    LIMPID_FILES_URL: url.optional(),
    LIMPID_ADMIN_USERNAME: z.string().default("admin"),
    LIMPID_ADMIN_PASSWORD: z.string().min(8, "must have at least 8 characters").optional(),
    LIMPID_ACCESS_KEY: z.string().optional(),
    LIMPID_SECRET_KEY: z.string().optional(),
    LIMPID_TOKEN_SECRET: z.string().min(32, "must have at least 32 characters").optional(),
    DATABASE_URL: database.optional(),
    REDIS_URL: z.url({ protocol: /^rediss?$/, error: "must be redis://host:port" }).optional(),
    EVENTS_URL: z.string().optional(),
    EVENTS_API_KEY: z.string().optional(),
    EVENTS_CA_FILE: z.string().optional(),
    LIMPID_LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
  })
  .refine((env) => !env.LIMPID_ACCESS_KEY === !env.LIMPID_SECRET_KEY, {
    path: ["LIMPID_ACCESS_KEY"],
    error: "and LIMPID_SECRET_KEY must be set together",
  })
  .refine((env) => new Set([env.LIMPID_WEB_PORT, env.LIMPID_API_PORT, env.LIMPID_FILES_PORT]).size === 3, {
    path: ["LIMPID_WEB_PORT"],
    error: "LIMPID_API_PORT and LIMPID_FILES_PORT must be three different ports",
  });

/** The names of the three services that have an address of their own. */
export type PublicService = "web" | "api" | "files";

/** {@link Env} with everything filled in that follows from something else. */
export interface Settings {
  /** Absolute. */
  readonly dataDir: string;
  readonly host: string;
  readonly ports: Readonly<Record<PublicService, number>>;
  /** Public addresses without a trailing slash. */
  readonly urls: Readonly<Record<PublicService, string>>;
  readonly adminUsername: string;
  readonly adminPassword?: string;
  readonly keys?: { readonly access_key: string; readonly secret_key: string };
  readonly tokenSecret?: string;
  readonly databaseUrl?: string;
  readonly redisUrl?: string;
  readonly eventsUrl?: string;
  readonly eventsApiKey?: string;
  readonly eventsCaFile?: string;
  readonly logLevel: string;
}

/** The environment, with the clone's .env file below it. Empty variables count as absent, as in compose files. */
function environment(): Record<string, string> {
  let file: NodeJS.Dict<string> = {};
  try {
    file = parseEnv(readFileSync(join(root, ".env"), "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT")
      throw new Failure(`cannot read ${join(root, ".env")}: ${error}`);
  }
  const whole = Object.entries({ ...file, ...process.env });
  return Object.fromEntries(whole.filter((entry): entry is [string, string] => Boolean(entry[1])));
}

/** What the people who use the server type: this machine's own name for itself unless it listens to others. */
function publicHost(host: string): string {
  if (host !== "0.0.0.0" && host !== "::") return host === "127.0.0.1" || host === "::1" ? "localhost" : host;
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.find(({ family, internal }) => family === "IPv4" && !internal)?.address ?? "localhost";
}

/** @throws Failure naming each setting that is wrong. */
export function readSettings(): Settings {
  const parsed = Env.safeParse(environment());
  if (!parsed.success) {
    throw new Failure(parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; "));
  }
  const env = parsed.data;
  const name = publicHost(env.LIMPID_HOST);
  const address = (port: number) => `http://${name.includes(":") ? `[${name}]` : name}:${port}`;
  return {
    dataDir: resolve(env.LIMPID_DATA_DIR),
    host: env.LIMPID_HOST,
    ports: { web: env.LIMPID_WEB_PORT, api: env.LIMPID_API_PORT, files: env.LIMPID_FILES_PORT },
    urls: {
      web: env.LIMPID_WEB_URL ?? address(env.LIMPID_WEB_PORT),
      api: env.LIMPID_API_URL ?? address(env.LIMPID_API_PORT),
      files: env.LIMPID_FILES_URL ?? address(env.LIMPID_FILES_PORT),
    },
    adminUsername: env.LIMPID_ADMIN_USERNAME,
    adminPassword: env.LIMPID_ADMIN_PASSWORD,
    keys:
      env.LIMPID_ACCESS_KEY && env.LIMPID_SECRET_KEY
        ? { access_key: env.LIMPID_ACCESS_KEY, secret_key: env.LIMPID_SECRET_KEY }
        : undefined,
    tokenSecret: env.LIMPID_TOKEN_SECRET,
    databaseUrl: env.DATABASE_URL,
    redisUrl: env.REDIS_URL,
    eventsUrl: env.EVENTS_URL,
    eventsApiKey: env.EVENTS_API_KEY,
    eventsCaFile: env.EVENTS_CA_FILE,
    logLevel: env.LIMPID_LOG_LEVEL,
  };
}

/** What the child processes inherit: everything but the secrets that only the first start needs. */
export function inheritedEnvironment(): NodeJS.ProcessEnv {
  const {
    LIMPID_ADMIN_PASSWORD: _1,
    LIMPID_ACCESS_KEY: _2,
    LIMPID_SECRET_KEY: _3,
    NODE_OPTIONS: _4,
    ...rest
  } = {
    ...environment(),
  };
  return rest;
}

/** Where Docker answers, for the doctor. */
export const dockerHost = process.env.DOCKER_HOST;
