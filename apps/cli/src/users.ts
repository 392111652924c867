import { parseArgs } from "node:util";
import { createCredential } from "@limpid/core/auth/credentials";
import { hashPassword, inventPassword } from "@limpid/core/auth/passwords";
import { createUser } from "@limpid/core/auth/users";
import { createDatabase, type Database } from "@limpid/db";
import { migrate } from "@limpid/db/migrate";
import { tokenSecret } from "./data-folder";
import { withDatabase } from "./database";
import type { Settings } from "./env";
import { Failure } from "./failure";

const roles = ["root", "admin", "user"] as const;
type Role = (typeof roles)[number];

const isRole = (text: string | undefined): text is Role => roles.some((role) => role === text);

function parse<T extends Record<string, { type: "string" }>>(args: string[], options: T) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new Failure(error instanceof Error ? error.message : String(error));
  }
}

/** Runs `work` on the database of this installation, whether the server runs or not. */
function withUsers(settings: Settings, work: (db: Database) => Promise<unknown>): Promise<unknown> {
  return withDatabase(settings, async (url) => {
    await migrate(url);
    const db = createDatabase(url, { poolSize: 2 });
    try {
      return await work(db);
    } finally {
      await db.$disconnect();
    }
  });
}
