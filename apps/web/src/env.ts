import { z } from "zod";

const port = z.coerce.number().int().min(0).max(65535);
const url = z.url().transform((text) => text.replace(/\/+$/, ""));

/** The settings of the web process; docs/settings.md describes each. */
const Env = z.object({
  DATABASE_URL: z.string().min(1),
  EVENTS_URL: z.string().optional(),
  EVENTS_API_KEY: z.string().optional(),
  EVENTS_CA_FILE: z.string().optional(),
  REDIS_URL: z.string().optional(),
  LIMPID_TOKEN_SECRET: z.string().min(32, "at least 32 characters"),
  LIMPID_HOST: z.string().default("127.0.0.1"),
  LIMPID_WEB_PORT: port.default(8080),
  LIMPID_WEB_URL: url.default("http://localhost:8080"),
  LIMPID_API_URL: url.default("http://localhost:8008"),
  LIMPID_FILES_URL: url.default("http://localhost:8081"),
  LIMPID_API_INTERNAL_URL: url.default("http://127.0.0.1:8008"),
  LIMPID_FILES_INTERNAL_URL: url.default("http://127.0.0.1:8081"),
  LIMPID_LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
  NODE_ENV: z.string().default("production"),
});

export type Env = z.output<typeof Env>;

let cached: Env | undefined;

/** The environment, read once. @throws one line for each setting that is missing or wrong. */
export function env(): Env {
  cached ??= parse();
  return cached;
}

function parse(): Env {
  const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ""));
  const parsed = Env.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new Error(parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; "));
}

/** Tells Next the configuration that was fixed at build time, so that it needs no compiler to start (its own standalone server does the same). */
export function setBuiltConfig(config: unknown): void {
  process.env.__NEXT_PRIVATE_STANDALONE_CONFIG = JSON.stringify(config);
}
