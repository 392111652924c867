import { z } from "zod";
import { ServicesEnv } from "./services/env";

const url = z.url().transform((text) => text.replace(/\/+$/, ""));

/** The settings of this process; docs/settings.md describes each. */
const Env = ServicesEnv.extend({
  DATABASE_URL: z.string().min(1),
  EVENTS_URL: z.string().optional(),
  EVENTS_API_KEY: z.string().optional(),
  EVENTS_CA_FILE: z.string().optional(),
  REDIS_URL: z.string().optional(),
  LIMPID_TOKEN_SECRET: z.string().min(32, "at least 32 characters"),
  LIMPID_HOST: z.string().default("127.0.0.1"),
  LIMPID_AGENT_SERVICES_PORT: z.coerce.number().int().min(0).max(65535).default(8083),
  LIMPID_WEB_URL: url.default("http://localhost:8080"),
  LIMPID_API_URL: url.default("http://localhost:8008"),
  LIMPID_FILES_URL: url.default("http://localhost:8081"),
  LIMPID_API_INTERNAL_URL: url.optional(),
  LIMPID_FILES_INTERNAL_URL: url.optional(),
  LIMPID_TASK_TIMEOUT_SEC: z.coerce.number().int().positive().default(7200),
  LIMPID_WATCHDOG_INTERVAL_SEC: z.coerce.number().int().positive().default(900),
  LIMPID_DATABASE_DIR: z.string().optional(),
  LIMPID_DISK_RESERVE_MB: z.coerce.number().min(0).optional(),
  LIMPID_LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
});

export type Env = z.output<typeof Env>;

/** Reads the environment once. @throws one line for each setting that is missing or wrong. */
export function readEnv(): Env {
  const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ""));
  const parsed = Env.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new Error(parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; "));
}
