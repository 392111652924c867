import type { Settings } from "./env";
import { Failure } from "./failure";
import { initialize } from "./initialize";

/** Prepares an outside database for processes that are started one by one, as in docker-compose.yml. */
export async function init(settings: Settings): Promise<number> {
  const { databaseUrl, keys, tokenSecret, adminUsername, adminPassword } = settings;
  const missing = Object.entries({
    DATABASE_URL: databaseUrl,
    LIMPID_ACCESS_KEY: keys,
    LIMPID_TOKEN_SECRET: tokenSecret,
    LIMPID_ADMIN_PASSWORD: adminPassword,
  }).filter(([, value]) => !value);
  if (!databaseUrl || !keys || !tokenSecret || !adminPassword) {
    throw new Failure(`init needs ${missing.map(([name]) => name).join(", ")}: see docs/settings.md`);
  }
  const founded = await initialize({
    databaseUrl,
    admin_username: adminUsername,
    admin_password: adminPassword,
    keys,
    token_secret: tokenSecret,
  }).catch((error: unknown) => {
    throw new Failure(`the database cannot be prepared: ${error instanceof Error ? error.message : error}`);
  });
  console.log(
    founded.created ? `the database is ready; the first account is ${adminUsername}` : "the database is up to date",
  );
  return 0;
}
