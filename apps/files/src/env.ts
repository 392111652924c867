import { z } from "zod";

/** The settings of the file server; docs/settings.md describes each. */
const Env = z.object({
  DATABASE_URL: z.string().min(1),
  LIMPID_TOKEN_SECRET: z.string().min(32, "at least 32 characters"),
  LIMPID_DATA_DIR: z.string().min(1),
  LIMPID_HOST: z.string().default("127.0.0.1"),
  LIMPID_FILES_PORT: z.coerce.number().int().min(0).max(65535).default(8081),
  LIMPID_WEB_URL: z.url().default("http://localhost:8080"),
  LIMPID_UPLOAD_LIMIT_MB: z.coerce.number().positive().optional(),
  LIMPID_TRUSTED_PROXIES: z.string().default("loopback"),
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
