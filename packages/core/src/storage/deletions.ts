import { Prisma } from "@limpid/db";
import type { App } from "../platform/context";
import type { Storage } from "./outbox";

/** Deletes files at one storage. */
export interface FileRemover {
  /**
   * Deletes the files behind these addresses; one that is not there counts as deleted.
   * @param company whose files they were, and whose credentials are used.
   * @returns of those that could not be deleted, why.
   * @throws when the storage as a whole could not be asked.
   */
  remove(urls: readonly string[], company: string): Promise<ReadonlyMap<string, string>>;
}

/** What can be deleted where. Files of a storage without a remover wait for one. */
export type Removers = Readonly<Partial<Record<Storage, FileRemover>>>;

/** The first tries come a minute apart (wire-protocol §7.5); what fails them all is tried once a day, for a month. */
const QUICK_TRIES = 3;
const QUICK_PAUSE_SEC = 60;
const SLOW_PAUSE_SEC = 86_400;
const KEPT_DAYS = 30;

/** Files asked for at once. */
const BATCH = 200;

interface Due {
  readonly id: string;
  readonly company: string;
  readonly url: string;
  readonly storage: string;
}

/** What one run of the outbox came to. */
export interface Deletions {
  readonly deleted: number;
  readonly failed: number;
  /** Given up for good. */
  readonly dropped: number;
}

/**
 * Works off the outbox of files to delete. Rows are claimed by moving their next try, so that of any number of workers one tries a file at a
 * time, and a worker that dies in the middle has only used up a try.
 */
export async function deleteDueFiles(app: Pick<App, "db" | "now">, removers: Removers): Promise<Deletions> {
  const total = { deleted: 0, failed: 0 };
  for (let due = await claim(app); due.length > 0; due = await claim(app)) {
    const failures = await removeEach(due, removers);
    await settle(app, due, failures);
    total.deleted += due.length - failures.size;
    total.failed += failures.size;
  }
  return { ...total, dropped: await dropOld(app) };
}

async function claim({ db, now }: Pick<App, "db" | "now">): Promise<Due[]> {
  const at = now();
  const [soon, late] = [QUICK_PAUSE_SEC, SLOW_PAUSE_SEC].map((seconds) => new Date(at.getTime() + seconds * 1000));
  return db.$queryRaw<Due[]>(Prisma.sql`
    UPDATE file_deletions SET attempts = attempts + 1,
      next_attempt = CASE WHEN attempts + 1 < ${QUICK_TRIES}::int THEN ${soon}::timestamptz ELSE ${late}::timestamptz END
    WHERE id IN (
      SELECT id FROM file_deletions WHERE next_attempt <= ${at} ORDER BY next_attempt, id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
    RETURNING id, company, url, storage`);
}

/** @returns why, by row id. */
async function removeEach(due: readonly Due[], removers: Removers): Promise<Map<string, string>> {
  const failures = new Map<string, string>();
  const groups = new Map<string, Due[]>();
  for (const row of due) {
    const key = JSON.stringify([row.storage, row.company]);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  for (const rows of groups.values()) {
    const reasons = await ask(rows, removers);
    for (const { id, url } of rows) {
      const reason = typeof reasons === "string" ? reasons : reasons.get(url);
      if (reason !== undefined) failures.set(id, reason);
    }
  }
  return failures;
}

/** @returns one reason for all, or the remover's own. @param rows of one storage and company */
async function ask(rows: readonly Due[], removers: Removers): Promise<string | ReadonlyMap<string, string>> {
  const { storage = "", company = "" } = rows[0] ?? {};
  const remover = removers[storage as Storage];
  if (!remover) return `no client or credentials for ${storage} are set up on this server`;
  try {
    return await remover.remove([...new Set(rows.map(({ url }) => url))], company);
  } catch (error) {
    return explain(error);
  }
}

/** `fetch failed` alone says nothing: what lies behind it does. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

async function settle(
  { db }: Pick<App, "db">,
  due: readonly Due[],
  failures: ReadonlyMap<string, string>,
): Promise<void> {
  const done = due.filter(({ id }) => !failures.has(id)).map(({ id }) => id);
  await db.$executeRaw(Prisma.sql`DELETE FROM file_deletions WHERE id = ANY(${done}::text[])`);
  await db.$executeRaw(Prisma.sql`
    UPDATE file_deletions AS row SET last_error = failure.reason
    FROM unnest(${[...failures.keys()]}::text[], ${[...failures.values()]}::text[]) AS failure (id, reason)
    WHERE row.id = failure.id`);
}

async function dropOld({ db, now }: Pick<App, "db" | "now">): Promise<number> {
  const before = new Date(now().getTime() - KEPT_DAYS * 86_400_000);
  const { count } = await db.fileDeletion.deleteMany({
    where: { created: { lt: before }, attempts: { gte: QUICK_TRIES } },
  });
  return count;
}
