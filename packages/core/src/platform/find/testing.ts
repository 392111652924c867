import type { Prisma } from "@limpid/db";
import { createTestDatabase } from "@limpid/db/testing";
import { pino } from "pino";
import { type App, type Context, createContext } from "../context";
import type { Identity } from "../identity";
import { COMPANY_ID, newId } from "../ids";
import { LATEST } from "../version";

/** The moment at which test objects are made. */
export const NOW = new Date("2026-01-02T03:04:05.678Z");

/** A database with one user and a context to query it; the engine needs nothing else of an app. */
export async function createFindTest() {
  const database = await createTestDatabase();
  const { db } = database;
  const user: Identity = { user: newId(), company: COMPANY_ID, role: "user", user_name: "The user", company_name: "c" };
  await db.company.upsert({ where: { id: COMPANY_ID }, create: { id: COMPANY_ID, name: "c" }, update: {} });
  await db.user.create({
    data: { id: user.user, company: COMPANY_ID, name: user.user_name, role: "user", created: NOW },
  });
  const app = { db, now: () => new Date(), log: pino({ level: "silent" }) } as unknown as App;
  const ctx: Context = createContext(app, {
    identity: user,
    caller: { address: "" },
    version: LATEST,
    callId: newId(),
  });
  return {
    ctx,
    db,
    user,
    close: () => database.close(),
    addTask: async (values: Partial<Prisma.TaskCreateManyInput> & { name: string }): Promise<string> => {
      const id = values.id ?? newId();
      await db.task.create({
        data: {
          company: COMPANY_ID,
          user: user.user,
          type: "training",
          status: "created",
          created: NOW,
          ...values,
          id,
        },
      });
      return id;
    },
    addProject: async (name: string, path: string[] = []): Promise<string> => {
      const id = newId();
      const basename = name.split("/").at(-1) ?? name;
      await db.project.create({
        data: {
          id,
          name,
          basename,
          user: user.user,
          company: COMPANY_ID,
          created: NOW,
          parent: path.at(-1) ?? null,
          path,
        },
      });
      return id;
    },
  };
}

/** What {@link createFindTest} gives. */
export type FindTest = Awaited<ReturnType<typeof createFindTest>>;
