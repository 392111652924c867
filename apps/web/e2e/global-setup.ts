import { servicesEnv } from "../../../scripts/services-env";
import { type AppName, startStack } from "../../../scripts/stack";

/** Starts a server of its own unless LIMPID_E2E_URL names one, with agent services where an engine is there; gives back what ends it. */
export default async function globalSetup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.LIMPID_E2E_URL) return undefined;
  const apps: AppName[] = ["api", "files", "web"];
  const stack = process.env.LIMPID_E2E_ENGINE
    ? await startStack({ apps: [...apps, "agent-services"], env: servicesEnv() })
    : await startStack({ apps });
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
