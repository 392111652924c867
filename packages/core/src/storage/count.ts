import { Prisma } from "@limpid/db";
import type { Kind } from "@limpid/event-store/store";
import type { App } from "../platform/context";
import { newId } from "../platform/ids";
import type { UsageKind } from "./usage-schema";

/** What some files of one task and kind come to. */
export interface FileSum {
  /** Task; empty for files in no task's folder. */
  readonly owner: string;
  readonly kind: UsageKind;
  readonly files: number;
  readonly bytes: number;
}

const SOURCES = ["events", "files"] as const;
export type CountSource = (typeof SOURCES)[number];

/** Owners and sums written at once. */
const PAGE = 1000;

/** The kinds of explorers, for the kinds of events. */
const KIND_OF: Readonly<Record<Kind, UsageKind>> = {
  scalar: "scalars",
  vector: "scalars",
  log: "logs",
  plot: "plots",
  image: "images",
};

interface Row {
  readonly owner: string;
  readonly kind: UsageKind;
  readonly items: number;
  readonly bytes: number;
}

/** Counts the events of all tasks, models, workers and served models, some owners at a time. */
export async function countEvents(app: Pick<App, "db" | "events" | "now">): Promise<void> {
  await count(app, "events", async function* () {
    let after: string | undefined;
    for (;;) {
      const owners = await app.events.owners({ after, limit: PAGE });
      if (owners.length === 0) return;
      for (const { owner, kind, events, bytes } of await app.events.usage(owners)) {
        // Ids of tasks and models have no colon; owners with one are workers and served models.
        const isOwn = owner.includes(":");
        yield { owner: isOwn ? "" : owner, kind: isOwn ? "monitoring" : KIND_OF[kind], items: events, bytes };
      }
      after = owners.at(-1);
    }
  });
}

/** Counts the files of the file server. @param sums may name one task and kind several times */
export async function countFiles(app: Pick<App, "db" | "now">, sums: AsyncIterable<FileSum>): Promise<void> {
  await count(app, "files", async function* () {
    for await (const { files, ...sum } of sums) yield { ...sum, items: files };
  });
}

/** Writes the rows of a new count and lets it take the place of those before; what a crash has left goes with them. */
async function count(
  { db, now }: Pick<App, "db" | "now">,
  source: CountSource,
  found: () => AsyncGenerator<Row>,
): Promise<void> {
  const id = newId();
  const started = now();
  await db.storageCount.create({ data: { id, source, started } });
  let rows: Row[] = [];
  for await (const row of found()) {
    rows.push(row);
    if (rows.length < PAGE) continue;
    await write(db, id, rows);
    rows = [];
  }
  await write(db, id, rows);
  await db.$transaction(async (tx) => {
    const older = await tx.storageCount.findMany({ where: { source, started: { lte: started }, id: { not: id } } });
    const ids = older.map((one) => one.id);
    await tx.storageUsage.deleteMany({ where: { count: { in: ids } } });
    await tx.storageCount.deleteMany({ where: { id: { in: ids } } });
    // One that began later may have taken this one away.
    const { count: known } = await tx.storageCount.updateMany({ where: { id }, data: { finished: now() } });
    if (known === 0) await tx.storageUsage.deleteMany({ where: { count: id } });
  });
}

/** Adds rows to a count; the artifacts of a data set are its data. */
async function write(db: App["db"], id: string, rows: readonly Row[]): Promise<void> {
  const column = <Name extends keyof Row>(name: Name) => rows.map((row) => row[name]);
  await db.$executeRaw(Prisma.sql`
    INSERT INTO storage_usages AS known (count, owner, kind, items, bytes)
    SELECT ${id}, sums.owner, sums.kind, sum(sums.items), sum(sums.bytes) FROM (
      SELECT found.owner, found.items, found.bytes,
        CASE WHEN found.kind = 'artifacts' AND 'dataset' = ANY(tasks.system_tags) THEN 'datasets' ELSE found.kind END AS kind
      FROM unnest(${column("owner")}::text[], ${column("kind")}::text[], ${column("items")}::bigint[], ${column("bytes")}::bigint[])
        AS found (owner, kind, items, bytes) LEFT JOIN tasks ON tasks.id = found.owner
    ) AS sums GROUP BY sums.owner, sums.kind
    ON CONFLICT (count, owner, kind) DO UPDATE SET items = known.items + excluded.items, bytes = known.bytes + excluded.bytes`);
}

/** When each source was counted last, and which count that was; `running` since when one is under way. */
export interface LastCount {
  readonly id: string | null;
  readonly started: Date | null;
  readonly counted: Date | null;
  readonly running: Date | null;
}

/** A count that runs for longer has ended with its process. */
const LONGEST_MS = 6 * 3_600_000;

export async function lastCounts({ db, now }: Pick<App, "now"> & { db: Pick<App["db"], "storageCount"> }) {
  const counts = await db.storageCount.findMany({ orderBy: { started: "desc" } });
  const alive = now().getTime() - LONGEST_MS;
  const of = (source: CountSource): LastCount => {
    const mine = counts.filter((one) => one.source === source);
    const done = mine.find(({ finished }) => finished !== null);
    const running = mine.find(({ finished, started }) => finished === null && started.getTime() > alive);
    return {
      id: done?.id ?? null,
      started: done?.started ?? null,
      counted: done?.finished ?? null,
      running: running && (!done || running.started > done.started) ? running.started : null,
    };
  };
  return { events: of("events"), files: of("files") };
}
