import { randomUUID } from "node:crypto";
import type { Database, Transaction } from "@limpid/db";
import { createCredential, type KeyPair } from "../auth/credentials";
import { hashPassword, inventPassword } from "../auth/passwords";
import { COMPANY_ID, COMPANY_NAME, newId } from "../platform/ids";

/** What the operator chose for a new installation; what is not chosen is made up. */
export interface Founding extends Partial<KeyPair> {
  readonly admin_username: string;
  readonly admin_password?: string;
  readonly token_secret: string;
}

/** What {@link bootstrap} found or made. Secrets are there only when this call made the account: the only time that they are seen. */
export interface Founded extends Partial<KeyPair> {
  /** True when this call made the first account. */
  readonly created: boolean;
  /** Of the first account with the role root. */
  readonly user_id: string;
  readonly admin_password?: string;
}

/**
 * Makes what no server can do without: the company, the first account (role root) with an API key, the queue `default` and the
 * server's uuid (wire-protocol §4, "Fresh install"). What is there stays as it is; processes that call it at once do the work once.
 */
export async function bootstrap(
  db: Database,
  founding: Founding,
  now: () => Date = () => new Date(),
): Promise<Founded> {
  const admin_password = founding.admin_password ?? inventPassword();
  return db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('limpid bootstrap'))`;
    await tx.company.upsert({ where: { id: COMPANY_ID }, create: { id: COMPANY_ID, name: COMPANY_NAME }, update: {} });
    await makeQueue(tx, now());
    await tx.setting.upsert({
      where: { key: "server.uuid" },
      create: { key: "server.uuid", value: randomUUID() },
      update: {},
    });
    const known = await tx.user.findFirst({ where: { role: "root" }, orderBy: { created: "asc" } });
    if (known) return { created: false, user_id: known.id };
    const user_id = newId();
    await tx.user.create({
      data: {
        id: user_id,
        company: COMPANY_ID,
        name: founding.admin_username,
        username: founding.admin_username,
        role: "root",
        created: now(),
        password_hash: await hashPassword(admin_password),
        password_changed: now(),
      },
    });
    const { access_key, secret_key } = founding;
    const wanted = { user: user_id, company: COMPANY_ID, label: "first installation", access_key, secret_key };
    const keys = await createCredential(tx, founding.token_secret, wanted, now());
    return { created: true, user_id, admin_password, ...keys };
  });
}

/** The queue that clients expect (wire-protocol §4): found by its system tag, whatever it was renamed to. */
async function makeQueue(tx: Transaction, now: Date): Promise<void> {
  const known = await tx.queue.findFirst({ where: { company: COMPANY_ID, system_tags: { has: "default" } } });
  if (known) return;
  await tx.queue.upsert({
    where: { company_name: { company: COMPANY_ID, name: "default" } },
    create: {
      id: newId(),
      company: COMPANY_ID,
      name: "default",
      tags: [],
      system_tags: ["default"],
      created: now,
      last_update: now,
    },
    update: { system_tags: { push: "default" } },
  });
}
