import { Prisma } from "@limpid/db";
import type { Context } from "../platform/context";
import { errors } from "../platform/errors";

/** Where a task is to go, given its place and the queue's length. Places count from 0; one beyond an end means that end. */
export type Destination = (place: number, length: number) => number;

/** Room between neighbours, as the sequence of prisma/extras.sql leaves it. */
const STEP = 1_048_576n;

/**
 * Moves a task within its queue by writing its own row only: it gets a number between those of its new neighbours. One move at a time a
 * queue; entries may come and go meanwhile.
 * @returns the new place.
 * @throws 400/703 the task is not in the queue, or the queue is unknown (wire-protocol §9); 400/704 it was taken out meanwhile.
 */
export async function moveEntry(
  tx: Context,
  queueId: string,
  taskId: string,
  destination: Destination,
): Promise<number> {
  const { company } = tx.identity;
  await tx.db.$queryRaw(
    Prisma.sql`SELECT id FROM queues WHERE id = ${queueId} AND company = ${company} FOR NO KEY UPDATE`,
  );
  const [found] = await tx.db.$queryRaw<Array<{ place: number; length: number }>>(Prisma.sql`
    SELECT (count(*) FILTER (WHERE other.position < here.position))::int AS place, count(*)::int AS length
    FROM queue_entries AS here
    JOIN queues ON queues.id = here.queue AND queues.company = ${company}
    JOIN queue_entries AS other ON other.queue = here.queue
    WHERE here.queue = ${queueId} AND here.task = ${taskId}
    GROUP BY here.task`);
  if (!found) throw errors.invalidQueueOrTaskNotQueued({ queue: queueId, task: taskId });
  const place = Math.max(0, Math.min(destination(found.place, found.length), found.length - 1));
  if (place === found.place) return place;
  const { count } = await tx.db.queueEntry.updateMany({
    where: { queue: queueId, task: taskId },
    data: { position: await positionAt(tx, queueId, taskId, place) },
  });
  if (count === 0) throw errors.removedDuringReposition({ queue: queueId, task: taskId });
  return place;
}

/** A number that puts the task at that place among the others. */
async function positionAt(tx: Context, queueId: string, taskId: string, place: number): Promise<bigint> {
  const first = Math.max(0, place - 1);
  const others = await tx.db.queueEntry.findMany({
    where: { queue: queueId, task: { not: taskId } },
    orderBy: { position: "asc" },
    skip: first,
    take: place - first + 1,
    select: { position: true },
  });
  const before = others[place - first - 1]?.position;
  const after = others[place - first]?.position;
  if (after === undefined) return endPosition(tx);
  if (before === undefined) return after - STEP;
  if (after - before > 1n) return before + (after - before) / 2n;
  await spread(tx, queueId);
  return positionAt(tx, queueId, taskId, place);
}

/** Behind all that is in any queue now. */
async function endPosition(tx: Context): Promise<bigint> {
  const [row] = await tx.db.$queryRaw<[{ position: bigint }]>(
    Prisma.sql`SELECT nextval('queue_entries_position_seq') AS position`,
  );
  return row.position;
}

/** Gives the entries new numbers with room in between, the last one keeping its own: twenty moves into one gap use it up. */
async function spread(tx: Context, queueId: string): Promise<void> {
  await tx.db.$executeRaw(Prisma.sql`
    UPDATE queue_entries AS entry SET position = fresh.position
    FROM (
      SELECT task, max(position) OVER () - ${STEP}::bigint * (count(*) OVER () - row_number() OVER (ORDER BY position)) AS position
      FROM queue_entries WHERE queue = ${queueId}
    ) AS fresh
    WHERE entry.queue = ${queueId} AND entry.task = fresh.task`);
}
