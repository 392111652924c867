import type { Service } from "./child";
import { inheritedEnvironment, type Settings } from "./env";
import { HEAP_FLAGS } from "./heap";

/** Where a server that listens on `host` is reached from this machine. */
function reach(host: string, port: number): string {
  const name = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "[::1]" : host.includes(":") ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

/** The processes of a server, with what each is told by its environment. */
export function servicesOf(
  settings: Settings,
  facts: { readonly databaseUrl: string; readonly tokenSecret: string; readonly agentServicesPort: number },
): Service[] {
  const { host, ports, urls } = settings;
  const env: NodeJS.ProcessEnv = {
    ...inheritedEnvironment(),
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    DATABASE_URL: facts.databaseUrl,
    LIMPID_TOKEN_SECRET: facts.tokenSecret,
    LIMPID_DATA_DIR: settings.dataDir,
    // The embedded database's; of one elsewhere the operator says it, if its files are seen from here.
    ...(settings.databaseUrl ? {} : { LIMPID_DATABASE_DIR: settings.dataDir }),
    LIMPID_HOST: host,
    LIMPID_WEB_PORT: String(ports.web),
    LIMPID_API_PORT: String(ports.api),
    LIMPID_FILES_PORT: String(ports.files),
    LIMPID_WEB_URL: urls.web,
    LIMPID_API_URL: urls.api,
    LIMPID_FILES_URL: urls.files,
    LIMPID_API_INTERNAL_URL: reach(host, ports.api),
    LIMPID_FILES_INTERNAL_URL: reach(host, ports.files),
    LIMPID_LOG_LEVEL: settings.logLevel,
    ...(settings.redisUrl ? { REDIS_URL: settings.redisUrl } : {}),
    ...(settings.eventsUrl ? { EVENTS_URL: settings.eventsUrl } : {}),
  };
  return [
    {
      name: "api",
      script: "apps/api/dist/main.mjs",
      flags: HEAP_FLAGS.api,
      env,
      health: `${reach(host, ports.api)}/health`,
    },
    {
      name: "files",
      script: "apps/files/dist/main.mjs",
      flags: HEAP_FLAGS.files,
      env,
      health: `${reach(host, ports.files)}/health`,
    },
    {
      name: "web",
      script: "apps/web/.next/standalone/apps/web/server.js",
      folder: "apps/web/.next/standalone/apps/web",
      flags: HEAP_FLAGS.web,
      env,
      health: `${reach(host, ports.web)}/health`,
    },
    {
      name: "agent-services",
      script: "apps/agent-services/dist/main.mjs",
      flags: HEAP_FLAGS["agent-services"],
      // Only the supervisor asks it anything.
      env: { ...env, LIMPID_HOST: "127.0.0.1", LIMPID_AGENT_SERVICES_PORT: String(facts.agentServicesPort) },
      health: `http://127.0.0.1:${facts.agentServicesPort}/health`,
    },
  ];
}
