import { createDatabase } from "@limpid/db";
import { createAuthenticator } from "./auth/authenticator";
import type { Authenticator } from "./platform/identity";
import type { Settings } from "./platform/settings";

/** What a process needs that checks tokens and nothing else: the file server. */
export interface Access {
  readonly authenticator: Authenticator;
  /** Whether the database answers. */
  healthy(): Promise<boolean>;
  close(): Promise<void>;
}

/** Opens {@link Access} on a small connection pool. */
export function openAccess(options: {
  readonly database_url: string;
  readonly settings: Pick<Settings, "token_secret" | "server_version">;
}): Access {
  const db = createDatabase(options.database_url, { poolSize: 4 });
  return {
    authenticator: createAuthenticator(db, options.settings, () => new Date()),
    healthy: async () =>
      db.$queryRaw`SELECT 1`.then(
        () => true,
        () => false,
      ),
    close: () => db.$disconnect(),
  };
}
