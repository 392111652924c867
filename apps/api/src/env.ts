import { z } from "zod";

const port = z.coerce.number().int().min(0).max(65535);
const url = z.url().transform((text) => text.replace(/\/+$/, ""));

/** The settings of the API process; docs/settings.md describes each. */
const Env = z.object({
  DATABASE_URL: z.string().min(1),
  EVENTS_URL: z.string().optional(),
  EVENTS_API_KEY: z.string().optional(),
  EVENTS_CA_FILE: z.string().optional(),
  REDIS_URL: z.string().optional(),
  LIMPID_TOKEN_SECRET: z.string().min(32, "at least 32 characters"),
  LIMPID_HOST: z.string().default("127.0.0.1"),
  LIMPID_API_PORT: port.default(8008),
  LIMPID_WEB_URL: url.default("http://localhost:8080"),
  LIMPID_API_URL: url.default("http://localhost:8008"),
  LIMPID_FILES_URL: url.default("http://localhost:8081"),
  LIMPID_CORS_ORIGINS: z.string().default(""),
  LIMPID_TRUSTED_PROXIES: z.string().default("loopback"),
  LIMPID_API_BODY_LIMIT_MB: z.coerce.number().positive().default(64),
  LIMPID_DATABASE_DIR: z.string().optional(),
  LIMPID_DISK_RESERVE_MB: z.coerce.number().min(0).optional(),
  LIMPID_LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
  NODE_ENV: z.string().default("production"),
});

export type Env = z.output<typeof Env>;

/** Reads the environment once. @throws one line for each setting that is missing or wrong. */
export function readEnv(): Env {
  const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ""));
  const parsed = Env.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new Error(parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; "));
}
