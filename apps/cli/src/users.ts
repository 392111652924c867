import { parseArgs } from "node:util";
import { createCredential } from "@limpid/core/auth/credentials";
import { hashPassword, inventPassword } from "@limpid/core/auth/passwords";
import { COMPANY_ID, newId } from "@limpid/core/platform/ids";
import { createDatabase, type Database } from "@limpid/db";
import { migrate } from "@limpid/db/migrate";
import { findTokenSecret } from "./data-folder";
import { withDatabase } from "./database";
import type { Settings } from "./env";
import { Failure } from "./failure";

const roles = ["root", "admin", "user"] as const;

/** Same as for the settings; the web UI asks for as much. */
const passwordMin = 8;

function parse<T extends Record<string, { type: "string" }>>(args: string[], options: T) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new Failure(error instanceof Error ? error.message : String(error));
  }
}

function checkPassword(password: string | undefined): string | undefined {
  if (password !== undefined && password.length < passwordMin) {
    throw new Failure(`a password must have at least ${passwordMin} characters`);
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
  const [username, ...more] = positionals;
  const role = roles.find((known) => known === values.role);
  if (!username || more.length > 0) throw new Failure("user add takes one name: limpid user add <name> --role user");
  if (!role) throw new Failure(`--role must be ${roles.join(", ")}`);
  if (!values["access-key"] !== !values["secret-key"]) throw new Failure("--access-key and --secret-key go together");
  const password = checkPassword(values.password) ?? inventPassword();
  const id = values.id ?? newId();
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
    await tx.user.create({
      data: {
        id,
        company: COMPANY_ID,
        name: values["full-name"] ?? username,
        username,
        role,
        created: now,
        password_hash,
        password_changed: now,
      },
    });
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

async function list(db: Database): Promise<unknown> {
  const users = await db.user.findMany({
    where: { is_internal: false },
    orderBy: { created: "asc" },
    select: { id: true, username: true, name: true, role: true, created: true },
  });
  const keys = await db.credential.groupBy({ by: ["user"], _count: true, _max: { last_used: true } });
  return users.map((user) => {
    const known = keys.find((row) => row.user === user.id);
    return { ...user, api_keys: known?._count ?? 0, last_used: known?._max.last_used ?? null };
  });
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
    list,
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
