import { servicesEnv } from "../../../scripts/services-env";
import { type AppName, startStack } from "../../../scripts/stack";

/** Starts a server of its own unless LIMPID_E2E_URL names one, with an agent where an engine is there; gives back what ends it. */
export default async function globalSetup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.LIMPID_E2E_URL) return undefined;
  const apps: AppName[] = ["api", "files", "web", "agent-services"];
  const env = process.env.LIMPID_E2E_ENGINE ? servicesEnv() : { LIMPID_SERVICES_ENGINE: "none" };
  const stack = await startStack({ apps, env });
  process.env.LIMPID_E2E_URL = stack.web_url;
  process.env.LIMPID_E2E_API_URL = stack.api_url;
  process.env.LIMPID_E2E_FILES_URL = stack.files_url;
  process.env.LIMPID_E2E_DATABASE_URL = stack.database_url;
  process.env.LIMPID_E2E_USERNAME = stack.root.username;
  process.env.LIMPID_E2E_PASSWORD = stack.root.password;
  process.env.LIMPID_E2E_ACCESS_KEY = stack.root.access_key;
  process.env.LIMPID_E2E_SECRET_KEY = stack.root.secret_key;
  return () => stack.stop();
}
