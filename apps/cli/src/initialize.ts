import { bootstrap } from "@limpid/core/server/bootstrap";
import { createDatabase } from "@limpid/db";
import { migrate } from "@limpid/db/migrate";

/** What the first start decides. */
export interface Founding {
  readonly databaseUrl: string;
  readonly admin_username: string;
  readonly admin_password?: string;
  readonly access_key: string;
  readonly secret_key: string;
  readonly token_secret: string;
}

/** What came of it. */
export interface Founded {
  /** True when this call made the first account. */
  readonly created: boolean;
  /** Shown once; only when this call made it up. */
  readonly admin_password?: string;
  /** The keys of the request are in the database. */
  readonly accepted: boolean;
}

/** Brings the database to this version and makes what a server cannot do without: the first account, its keys, company and queue. */
export async function initialize(founding: Founding): Promise<Founded> {
  await migrate(founding.databaseUrl);
  const db = createDatabase(founding.databaseUrl, { poolSize: 2 });
  try {
    const { databaseUrl: _, ...wanted } = founding;
    const { created, admin_password } = await bootstrap(db, wanted);
    const known = await db.credential.findUnique({ where: { access_key: founding.access_key } });
    return { created, admin_password: created ? admin_password : undefined, accepted: known !== null };
  } finally {
    await db.$disconnect();
  }
}
