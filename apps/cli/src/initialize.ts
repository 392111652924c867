import { inventKeyPair, type KeyPair } from "@limpid/core/auth/credentials";
import { bootstrap } from "@limpid/core/server/bootstrap";
import { createDatabase } from "@limpid/db";
import { migrate } from "@limpid/db/migrate";
import { type ConfFile, proposeKeys, readProposal, settleKeys } from "./clearml-conf";

/** What the first start decides. */
export interface Founding {
  readonly databaseUrl: string;
  readonly admin_username: string;
  readonly admin_password?: string;
  /** The operator's own choice. */
  readonly keys?: KeyPair;
  readonly token_secret: string;
  /** To be kept up to date; none where there is no data folder. */
  readonly conf?: ConfFile;
}

/** What came of it. */
export interface Founded {
  /** True when this call made the first account. */
  readonly created: boolean;
  /** Shown once; only when this call made it up. */
  readonly admin_password?: string;
  /** Where the clearml.conf is; undefined when its secret is not known here. */
  readonly conf?: string;
}

/**
 * Brings the database to this version and makes what a server cannot do without: the first account, its keys, company and queue.
 * Idempotent; what is there stays as it is.
 */
export async function initialize({ databaseUrl, keys, conf, ...account }: Founding): Promise<Founded> {
  await migrate(databaseUrl);
  const db = createDatabase(databaseUrl, { poolSize: 2 });
  try {
    const chosen = keys ?? (conf && (await readProposal(conf))) ?? inventKeyPair();
    if (conf) await proposeKeys(conf, chosen);
    const { created, admin_password } = await bootstrap(db, { ...account, ...chosen });
    const accepted = (await db.credential.count({ where: { access_key: chosen.access_key } })) > 0;
    const hasConf = conf && (await settleKeys(conf, accepted));
    return {
      created,
      admin_password: created && !account.admin_password ? admin_password : undefined,
      conf: hasConf ? conf.path : undefined,
    };
  } finally {
    await db.$disconnect();
  }
}
