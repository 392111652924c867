import { hostname } from "node:os";
import { z } from "zod";
import { type Permissions, readArguments, readPermissions, UNRESTRICTED } from "../launcher/arguments";
import type { PullPolicy } from "../launcher/launcher";
import { type ContainerOptions, mergeOptions, NO_OPTIONS } from "../launcher/options";
import { readBytes } from "../launcher/values";

const url = z
  .url({ protocol: /^https?$/, error: "must be an http or https address" })
  .transform((text) => text.replace(/\/+$/, ""));
const count = z.coerce.number().int().min(0);

/** Fails with the setting's name when `read` throws. */
const readBy = <T>(read: (text: string) => T) =>
  z.string().transform((text, context) => {
    try {
      return read(text);
    } catch (error) {
      context.addIssue({ code: "custom", message: error instanceof Error ? error.message : String(error) });
      return z.NEVER;
    }
  });

/** Environment that ClearML's own agent hands on to its containers. */
const HANDED_ON = [
  "CLEARML_AGENT_GIT_USER",
  "CLEARML_AGENT_GIT_PASS",
  "CLEARML_AGENT_GIT_HOST",
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_DEFAULT_REGION",
  "AZURE_STORAGE_ACCOUNT",
  "AZURE_STORAGE_KEY",
] as const;

/** Those of them that are never written to a console. */
const SECRET = new Set<string>([
  "CLEARML_AGENT_GIT_PASS",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AZURE_STORAGE_KEY",
]);

/** Where the file of GOOGLE_APPLICATION_CREDENTIALS lies in containers. */
const GOOGLE_FILE = "/tmp/limpid-google-credentials.json";

/** Settings of the agent that runs the services queue; docs/agent-services.md describes each. */
export const ServicesEnv = z.object({
  LIMPID_SERVICES_ENGINE: z.enum(["docker", "process", "kubernetes", "none"]).default("docker"),
  LIMPID_SERVICES_QUEUES: z.string().default("services"),
  LIMPID_SERVICES_SLOTS: count.default(8),
  LIMPID_SERVICES_IMAGE: z.string().optional(),
  LIMPID_SERVICES_PULL: z.enum(["missing", "always", "never"]).default("missing"),
  LIMPID_SERVICES_CPUS: z.coerce.number().positive().optional(),
  LIMPID_SERVICES_MEMORY: readBy(readBytes).optional(),
  LIMPID_SERVICES_NETWORK: z.string().optional(),
  LIMPID_SERVICES_DOCKER_ARGS: z.string().optional(),
  LIMPID_SERVICES_ALLOW: readBy(readPermissions).default(readPermissions("")),
  LIMPID_SERVICES_TIME_LIMIT_SEC: count.default(0),
  LIMPID_SERVICES_STOP_GRACE_SEC: count.default(10),
  LIMPID_SERVICES_KEEP_SEC: count.default(3600),
  LIMPID_SERVICES_MIN_FREE_DISK: readBy(readBytes).default(1024 ** 3),
  LIMPID_SERVICES_FOLDER: z.string().optional(),
  LIMPID_SERVICES_NAMESPACE: z.string().optional(),
  DOCKER_HOST: z.string().optional(),
  DOCKER_TLS_VERIFY: z.string().optional(),
  DOCKER_CERT_PATH: z.string().optional(),
  DOCKER_CONFIG: z.string().optional(),
  HOME: z.string().optional(),
  PATH: z.string().default("/usr/local/bin:/usr/bin:/bin"),
  KUBECONFIG: z.string().optional(),
  CLEARML_WORKER_ID: z.string().min(1).max(100).default("clearml-services"),
  CLEARML_HOST_IP: z.string().optional(),
  CLEARML_API_HOST: url.optional(),
  CLEARML_WEB_HOST: url.optional(),
  CLEARML_FILES_HOST: url.optional(),
  CLEARML_AGENT_DEFAULT_BASE_DOCKER: z.string().optional(),
  CLEARML_AGENT_UPDATE_VERSION: z.string().default(""),
  CLEARML_AGENT_EXTRA_DOCKER_ARGS: z.string().optional(),
  CLEARML_AGENT_DOCKER_HOST_MOUNT: z.string().optional(),
  GOOGLE_APPLICATION_CREDENTIALS: z.string().optional(),
  ...Object.fromEntries(HANDED_ON.map((name) => [name, z.string().optional()])),
});
export type ServicesEnv = z.output<typeof ServicesEnv> & Partial<Record<(typeof HANDED_ON)[number], string>>;

/** Which engine, and what only that engine has to know. */
export type EngineSettings =
  | {
      readonly engine: "docker";
      readonly host?: string;
      readonly certPath?: string;
      readonly configFolder?: string;
      readonly network?: string;
    }
  | { readonly engine: "process"; readonly folder: string; readonly path: string }
  | {
      readonly engine: "kubernetes";
      readonly namespace?: string;
      readonly kubeconfig?: string;
      readonly pull: PullPolicy;
    };

/** What the agent goes by. */
export interface ServicesSettings {
  /** Its worker id. */
  readonly name: string;
  readonly engine: EngineSettings;
  /** Names, in the order of their priority. */
  readonly queues: readonly string[];
  readonly slots: number;
  readonly image: string;
  readonly pull: PullPolicy;
  /** What every container gets; a task's own arguments go over it, but for the limits. */
  readonly options: ContainerOptions;
  /** A task may ask for less, not for more. */
  readonly limits: { readonly cpus?: number; readonly memory?: number };
  readonly permissions: Permissions;
  /** Seconds; 0: none. */
  readonly timeLimitSec: number;
  readonly stopGraceSec: number;
  /** Seconds that the containers of ended tasks are kept. */
  readonly keepSec: number;
  /** Bytes; with less nothing new is started. */
  readonly minFreeDisk: number;
  /** What pip installs: `clearml-agent`, with a version perhaps. */
  readonly package: string;
  /** The volume, or folder of the engine's machine, that runs share. */
  readonly cache: string;
  /** Where runs reach the three services, as far as it is said; else it is found out. */
  readonly urls: { readonly api?: string; readonly web?: string; readonly files?: string };
  /** Environment of every run, and which values of it are secrets. */
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
}

/** @returns null when no agent is wanted. @throws Error naming the setting that is wrong. */
export function servicesSettings(env: ServicesEnv): ServicesSettings | null {
  if (env.LIMPID_SERVICES_ENGINE === "none") return null;
  const given = (name: (typeof HANDED_ON)[number]) => env[name];
  const handedOn = HANDED_ON.flatMap((name) => (given(name) ? [[name, given(name) as string] as const] : []));
  const google = env.GOOGLE_APPLICATION_CREDENTIALS;
  const host = (port: number) => (env.CLEARML_HOST_IP ? `http://${env.CLEARML_HOST_IP}:${port}` : undefined);
  return {
    name: env.CLEARML_WORKER_ID,
    engine: engineSettings(env),
    queues: env.LIMPID_SERVICES_QUEUES.split(/[\s,]+/).filter(Boolean),
    slots: env.LIMPID_SERVICES_SLOTS,
    image: env.LIMPID_SERVICES_IMAGE ?? env.CLEARML_AGENT_DEFAULT_BASE_DOCKER ?? "python:3.12-slim-bookworm",
    pull: env.LIMPID_SERVICES_PULL,
    options: baseOptions(env),
    limits: { cpus: env.LIMPID_SERVICES_CPUS, memory: env.LIMPID_SERVICES_MEMORY },
    permissions: env.LIMPID_SERVICES_ALLOW,
    timeLimitSec: env.LIMPID_SERVICES_TIME_LIMIT_SEC,
    stopGraceSec: env.LIMPID_SERVICES_STOP_GRACE_SEC,
    keepSec: env.LIMPID_SERVICES_KEEP_SEC,
    minFreeDisk: env.LIMPID_SERVICES_MIN_FREE_DISK,
    package: packageOf(env.CLEARML_AGENT_UPDATE_VERSION),
    cache:
      env.CLEARML_AGENT_DOCKER_HOST_MOUNT?.split(":")[0] || `${env.CLEARML_WORKER_ID.replace(/[^\w.-]/g, "-")}-cache`,
    urls: {
      api: env.CLEARML_API_HOST ?? host(8008),
      web: env.CLEARML_WEB_HOST ?? host(8080),
      files: env.CLEARML_FILES_HOST ?? host(8081),
    },
    environment: {
      ...Object.fromEntries(handedOn),
      ...(google ? { GOOGLE_APPLICATION_CREDENTIALS: GOOGLE_FILE } : {}),
    },
    secrets: handedOn.flatMap(([name, value]) => (SECRET.has(name) ? [value] : [])),
  };
}

function engineSettings(env: ServicesEnv): EngineSettings {
  switch (env.LIMPID_SERVICES_ENGINE) {
    case "process":
      if (!env.LIMPID_SERVICES_FOLDER)
        throw new Error("LIMPID_SERVICES_FOLDER: the engine process needs a folder for its runs");
      return { engine: "process", folder: env.LIMPID_SERVICES_FOLDER, path: env.PATH };
    case "kubernetes":
      return {
        engine: "kubernetes",
        namespace: env.LIMPID_SERVICES_NAMESPACE,
        kubeconfig: env.KUBECONFIG,
        pull: env.LIMPID_SERVICES_PULL,
      };
    default:
      return {
        engine: "docker",
        host: env.DOCKER_HOST,
        certPath: env.DOCKER_TLS_VERIFY ? (env.DOCKER_CERT_PATH ?? `${env.HOME ?? ""}/.docker`) : undefined,
        configFolder: env.DOCKER_CONFIG ?? (env.HOME ? `${env.HOME}/.docker` : undefined),
        network: env.LIMPID_SERVICES_NETWORK,
      };
  }
}

function baseOptions(env: ServicesEnv): ContainerOptions {
  const line = env.LIMPID_SERVICES_DOCKER_ARGS ?? env.CLEARML_AGENT_EXTRA_DOCKER_ARGS;
  const { options } = readArguments(line, UNRESTRICTED);
  const google = env.GOOGLE_APPLICATION_CREDENTIALS;
  return mergeOptions(options, {
    ...NO_OPTIONS,
    cpus: env.LIMPID_SERVICES_CPUS,
    memory: env.LIMPID_SERVICES_MEMORY,
    mounts: google ? [{ kind: "bind", source: google, target: GOOGLE_FILE, readOnly: true }] : [],
  });
}

/** `3.0.3`, `==3.0.3`, `>=2.0` or nothing, as ClearML's agent takes it. */
function packageOf(version: string): string {
  const text = version.trim();
  return `clearml-agent${/^\d/.test(text) ? `==${text}` : text}`;
}

/** This machine, in the console of tasks. */
export const machine = hostname();
