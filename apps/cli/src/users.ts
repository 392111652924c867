import { parseArgs } from "node:util";
import { createCredential } from "@limpid/core/auth/credentials";
import { hashPassword, inventPassword, PASSWORD_MAX, PASSWORD_MIN } from "@limpid/core/auth/passwords";
import { COMPANY_ID, newId } from "@limpid/core/platform/ids";
import { createAccount, listAccounts } from "@limpid/core/users/accounts";
import { Username } from "@limpid/core/users/schema";
import { createDatabase, type Database } from "@limpid/db";
import { migrate } from "@limpid/db/migrate";
import { findTokenSecret } from "./data-folder";
import { withDatabase } from "./database";
import type { Settings } from "./env";
import { Failure } from "./failure";

const roles = ["root", "admin", "user"] as const;

function parse<T extends Record<string, { type: "string" }>>(args: string[], options: T) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new Failure(error instanceof Error ? error.message : String(error));
  }
}

function checkPassword(password: string | undefined): string | undefined {
  if (password !== undefined && (password.length < PASSWORD_MIN || password.length > PASSWORD_MAX)) {
    throw new Failure(`a password must have at least ${PASSWORD_MIN} characters, and ${PASSWORD_MAX} at most`);
  }
  return password;
}

async function add(db: Database, settings: Settings, args: string[]): Promise<unknown> {
  const { values, positionals } = parse(args, {
    role: { type: "string" },
    id: { type: "string" },
    "full-name": { type: "string" },
    password: { type: "string" },
    "access-key": { type: "string" },
    "secret-key": { type: "string" },
  });
  const [typed, ...more] = positionals;
  const role = roles.find((known) => known === values.role);
  if (!typed || more.length > 0) throw new Failure("user add takes one name: limpid user add <name> --role user");
  const { data: username } = Username.safeParse(typed);
  if (!username) throw new Failure("a user name has 1 to 255 characters and no colon");
  if (!role) throw new Failure(`--role must be ${roles.join(", ")}`);
  if (!values["access-key"] !== !values["secret-key"]) throw new Failure("--access-key and --secret-key go together");
  const password = checkPassword(values.password) ?? inventPassword();
  const id = values.id || newId();
  const now = new Date();
  const token_secret = await findTokenSecret(settings.dataDir, settings.tokenSecret);
  if (!token_secret)
    throw new Failure("set LIMPID_TOKEN_SECRET to the one that the server has: keys are hashed with it");
  const password_hash = await hashPassword(password);
  const keys = await db.$transaction(async (tx) => {
    if (await tx.user.findFirst({ where: { OR: [{ username }, { id }] } })) {
      throw new Failure(`there is an account with the name ${username} or the id ${id} already`);
    }
    if (values["access-key"] && (await tx.credential.findUnique({ where: { access_key: values["access-key"] } }))) {
      throw new Failure(`the access key ${values["access-key"]} is taken`);
    }
    const account = { id, company: COMPANY_ID, name: values["full-name"] ?? username, username, role, password_hash };
    await createAccount(tx, account, now);
    const chosen = { access_key: values["access-key"], secret_key: values["secret-key"] };
    return createCredential(
      tx,
      token_secret,
      { user: id, company: COMPANY_ID, label: "made by limpid user add", ...chosen },
      now,
    );
  });
  return { id, username, name: values["full-name"] ?? username, role, company: COMPANY_ID, password, ...keys };
}

async function resetPassword(db: Database, settings: Settings, args: string[]): Promise<unknown> {
  const { values, positionals } = parse(args, { password: { type: "string" } });
  const [username = settings.adminUsername] = positionals;
  const password = checkPassword(values.password) ?? inventPassword();
  const { count } = await db.user.updateMany({
    where: { username },
    // Whatever was opened with the old password ends with it.
    data: { password_hash: await hashPassword(password), password_changed: new Date() },
  });
  if (count === 0) throw new Failure(`there is no account with the name ${username}: see limpid user list`);
  return { username, password };
}

/** `limpid user …`: prints JSON; works while the server runs and while it does not. */
export async function user([action, ...args]: string[], settings: Settings): Promise<number> {
  const actions: Record<string, (db: Database) => Promise<unknown>> = {
    add: (db) => add(db, settings, args),
    list: (db) => listAccounts(db, COMPANY_ID),
    "reset-password": (db) => resetPassword(db, settings, args),
  };
  const work = actions[action ?? ""];
  if (!work) throw new Failure("limpid user add | list | reset-password: see limpid help");
  const result = await withDatabase(settings, async (url) => {
    await migrate(url);
    const db = createDatabase(url, { poolSize: 2 });
    try {
      return await work(db);
    } finally {
      await db.$disconnect();
    }
  });
  console.log(JSON.stringify(result, null, 2));
  return 0;
}
