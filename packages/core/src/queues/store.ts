import { Prisma } from "@limpid/db";
import type { Context } from "../platform/context";
import { errors } from "../platform/errors";
import { newId, PUBLIC_COMPANY } from "../platform/ids";
import { storedName } from "../platform/names";
import { alive } from "../workers/registry";

/** A queue as stored, without entries and metadata. */
export type QueueRow = Prisma.QueueModel;

/**
 * The queue of that id: the caller's company's own or a public one. Inside a transaction the row cannot be deleted until it ends.
 * @param options.write own queues only.
 * @param options.lock exclusive, for changes of the queue itself: nothing else is done with the queue until the transaction ends.
 * @throws 400/701
 */
export async function requireQueue(
  ctx: Context,
  id: string,
  { write = false, lock = "shared" }: { write?: boolean; lock?: "shared" | "exclusive" } = {},
): Promise<QueueRow> {
  const { company } = ctx.identity;
  const companies = write ? [company] : [company, PUBLIC_COMPANY];
  const clause = !ctx.insideTransaction ? "" : lock === "exclusive" ? "FOR UPDATE" : "FOR KEY SHARE";
  const [queue] = await ctx.db.$queryRaw<QueueRow[]>(
    Prisma.sql`SELECT * FROM queues WHERE id = ${id} AND company = ANY(${companies}::text[]) ${Prisma.raw(clause)}`,
  );
  if (!queue) throw errors.invalidQueueId({ id, company });
  return queue;
}

/** @throws 400/701 one of the queues is unknown. */
export async function requireQueues(ctx: Context, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const { company } = ctx.identity;
  const where = { id: { in: [...ids] }, company: { in: [company, PUBLIC_COMPANY] } };
  const known = new Set((await ctx.db.queue.findMany({ where, select: { id: true } })).map(({ id }) => id));
  const unknown = ids.find((id) => !known.has(id));
  if (unknown !== undefined) throw errors.invalidQueueId({ id: unknown, company });
}

/**
 * The queue that has the system tag `default` (wire-protocol §9).
 * @throws 400/707 there is none, 400/708 there are several.
 */
export async function defaultQueue(ctx: Context): Promise<QueueRow> {
  const { company } = ctx.identity;
  const [queue, another] = await ctx.db.queue.findMany({
    where: { company, system_tags: { has: "default" } },
    take: 2,
  });
  if (!queue) throw errors.noDefaultQueue({ company });
  if (another) throw errors.multipleDefaultQueues({ company });
  return queue;
}

/**
 * The company's queue of that name, made when missing; of two callers at once one makes it.
 * @throws 400/800 the name is too short.
 */
export async function queueByName(tx: Context, name: string): Promise<QueueRow> {
  const { company, user } = tx.identity;
  const stored = storedName(name);
  const now = tx.now();
  await tx.db.$executeRaw(Prisma.sql`
    INSERT INTO queues (id, company, "user", name, created, last_update)
    SELECT ${newId()}, ${company}, ${user}, ${stored}, ${now}::timestamptz, ${now}::timestamptz
    WHERE NOT EXISTS (SELECT FROM queues WHERE company = ${company} AND name = ${stored})
    ON CONFLICT (company, name) DO NOTHING`);
  const [queue] = await tx.db.$queryRaw<QueueRow[]>(
    Prisma.sql`SELECT * FROM queues WHERE company = ${company} AND name = ${stored} FOR KEY SHARE`,
  );
  // deleted or renamed between the two statements
  if (!queue) throw errors.invalidQueueId({ name: stored, company });
  return queue;
}

/** True when a living worker works through the queue (`queue_watched`, wire-protocol §9). */
export async function isQueueWatched(ctx: Context, queueId: string): Promise<boolean> {
  const [row] = await ctx.db.$queryRaw<[{ watched: boolean }]>(
    Prisma.sql`SELECT EXISTS (SELECT FROM workers WHERE ${alive(ctx)} AND ${queueId} = ANY(workers.queues)) AS watched`,
  );
  return row.watched;
}

/** Marks a queue as changed where only its metadata was. @returns how many queues that were. */
export async function touchQueue(tx: Context, id: string): Promise<number> {
  const { count } = await tx.db.queue.updateMany({ where: { id }, data: { last_update: tx.now() } });
  return count;
}

/** Deletes an empty queue, its metadata and samples. @returns how many queues that were. */
export async function removeQueue(tx: Context, id: string): Promise<number> {
  await tx.db.queueMetadata.deleteMany({ where: { queue: id } });
  await tx.db.queueSample.deleteMany({ where: { queue: id } });
  const { count } = await tx.db.queue.deleteMany({ where: { id } });
  return count;
}
