import type pg from "pg";
import { CorruptDataError } from "../codec/bytes";
import type { State } from "../compactor";
import { type BlockHeader, blockLines, intoBlocks, mergeLines } from "../logs/blocks";
import { planLogs } from "../logs/plan";
import { type ChunkHeader, type Curve, intoCurves, newestWritten } from "../scalars/chunks";
import { mergeChunks } from "../scalars/merge";
import { planMerge } from "../scalars/plan";
import { mergedChunk, type NewChunk } from "../scalars/runs";
import type { CompactionResult } from "../store";
import { deletePieces, insertBlocks, insertChunks, lockOwner } from "./pieces";
import { PostgresBlocks, PostgresChunks } from "./readers";
import { LOCKS } from "./schema";
import { type Connection, inTransaction } from "./sql";

/** Points that one transaction reads at once; a longer merge has one of its own. */
const pointsAtOnce = 131_072;
/** Bytes that wait for one insert. */
const bytesAtOnce = 1024 * 1024;

/** How often a patient one plans anew what others were at meanwhile. */
const maxAttempts = 5;

/** Somebody else has taken pieces away, so the transaction must not add what they were merged to. */
export class Superseded extends Error {}

interface Merge {
  readonly curve: Curve;
  readonly pieces: readonly ChunkHeader[];
}

/** Small merges together, so that a transaction is worth its round trips. */
function intoGroups(merges: readonly Merge[]): Merge[][] {
  const groups: Merge[][] = [];
  let room = 0;
  for (const merge of merges) {
    const points = merge.pieces.reduce((sum, piece) => sum + piece.points, 0);
    if (room < points) {
      groups.push([]);
      room = pointsAtOnce;
    }
    groups.at(-1)?.push(merge);
    room -= points;
  }
  return groups;
}

/** Takes the old pieces away as the last act before the commit, so that others wait as short as can be. @throws Superseded */
export async function swap(
  connection: Connection,
  table: "chunk" | "log",
  old: readonly (ChunkHeader | BlockHeader)[],
) {
  const [first] = old;
  if (first) await lockOwner(connection, "pieces", first.owner);
  if ((await deletePieces(connection, table, old)) !== old.length) throw new Superseded();
}

/**
 * Merges curves of one owner in one transaction: after a crash everything is as it was. Merged chunks are written while
 * they are made, so memory does not grow with the curve.
 */
async function mergeGroup(connection: Connection, group: readonly Merge[]): Promise<number> {
  const reader = new PostgresChunks(connection);
  const old = group.flatMap(({ pieces }) => pieces);
  const isSmall = old.reduce((sum, { points }) => sum + points, 0) <= pointsAtOnce;
  const loaded = new Map((isSmall ? await reader.load(old) : []).map((chunk) => [chunk.id, chunk]));
  const load = (pieces: readonly ChunkHeader[]) =>
    isSmall ? Promise.resolve(pieces.flatMap(({ id }) => loaded.get(id) ?? [])) : reader.load(pieces);
  let waiting: (NewChunk & { written: number })[] = [];
  let bytes = 0;
  let made = 0;
  for (const { curve, pieces } of group) {
    const written = newestWritten(pieces);
    for await (const points of mergeChunks(pieces, load)) {
      const chunk = { ...(await mergedChunk(curve, points)), written };
      waiting.push(chunk);
      bytes += chunk.data.length;
      made++;
      if (bytes < bytesAtOnce) continue;
      await insertChunks(connection, waiting);
      [waiting, bytes] = [[], 0];
    }
  }
  await insertChunks(connection, waiting);
  await swap(connection, "chunk", old);
  return made;
}

async function mergeBlocks(connection: Connection, group: readonly BlockHeader[]): Promise<number> {
  const [first] = group;
  if (!first) return 0;
  const lines = mergeLines((await new PostgresBlocks(connection).load(group)).map(blockLines));
  const blocks = await intoBlocks(lines, false);
  await insertBlocks(
    connection,
    blocks.map((block) => ({ ...block, owner: first.owner })),
  );
  await swap(connection, "log", group);
  return blocks.length;
}

/**
 * The newest id of an owner's chunks once no append is half-way: a piece that came later than another one has then the higher
 * id, and what is merged now is older than all that comes.
 */
export async function barrier(pool: pg.Pool, owner: string): Promise<number> {
  return inTransaction(pool, async (connection) => {
    await lockOwner(connection, "gate", owner);
    const { rows } = await connection.query<{ newest: number }>(
      "SELECT coalesce(max(id), 0) AS newest FROM events.chunk WHERE owner = $1",
      [owner],
    );
    return rows[0]?.newest ?? 0;
  });
}

/** Keeps others from an owner's pieces until the transaction ends. @returns false when an impatient one had to wait */
export async function claim(connection: Connection, owner: string, patient: boolean): Promise<boolean> {
  const values = [LOCKS.compaction, owner];
  if (patient) {
    await connection.query("SELECT pg_advisory_xact_lock($1, events.lock_key($2))", values);
    return true;
  }
  const { rows } = await connection.query<{ claimed: boolean }>(
    "SELECT pg_try_advisory_xact_lock($1, events.lock_key($2)) AS claimed",
    values,
  );
  return rows[0]?.claimed ?? false;
}

/** One owner's compaction by one process. */
export class Compaction {
  #result: CompactionResult = { series: 0, chunksBefore: 0, chunksAfter: 0 };
  #corrupt: CorruptDataError | undefined;
  #wasSuperseded = false;

  /** @param patient waits for another process at the same owner; otherwise leaves it to that */
  constructor(
    private readonly pool: pg.Pool,
    private readonly owner: string,
    private readonly state: State,
    private readonly options: { readonly patient: boolean; readonly signal?: AbortSignal },
  ) {}

  /** @throws CorruptDataError when something could not be read; everything else is done. */
  async run(): Promise<CompactionResult> {
    for (let attempt = 1; attempt === 1 || (this.#wasSuperseded && attempt <= maxAttempts); attempt++) {
      this.#wasSuperseded = false;
      await this.#scalars();
      await this.#logs();
      if (!this.options.patient) break;
    }
    if (this.#corrupt) throw this.#corrupt;
    return this.#result;
  }

  async #scalars(): Promise<void> {
    const upToId = await barrier(this.pool, this.owner);
    const headers = await new PostgresChunks(this.pool).headers({ owners: [this.owner], upToId });
    const merges = intoCurves(headers).flatMap((curve) => {
      const pieces = planMerge(curve, this.state);
      return pieces ? [{ curve, pieces }] : [];
    });
    for (const group of intoGroups(merges)) await this.#mergeCurves(group);
  }

  async #mergeCurves(group: readonly Merge[]): Promise<void> {
    const before = group.reduce((sum, { pieces }) => sum + pieces.length, 0);
    const corrupt = await this.#attempt((connection) => mergeGroup(connection, group), before, group.length);
    if (!corrupt) return;
    // What cannot be read must not keep the other curves from it.
    if (group.length > 1) for (const merge of group) await this.#mergeCurves([merge]);
    else this.#corrupt = corrupt;
  }

  async #logs(): Promise<void> {
    const headers = await new PostgresBlocks(this.pool).headers([this.owner]);
    for (const group of planLogs(headers, this.state)) {
      this.#corrupt =
        (await this.#attempt((connection) => mergeBlocks(connection, group), group.length, 1)) ?? this.#corrupt;
    }
  }

  /** @returns what could not be read */
  async #attempt(
    merge: (connection: Connection) => Promise<number>,
    before: number,
    curves: number,
  ): Promise<CorruptDataError | undefined> {
    if (this.options.signal?.aborted) return undefined;
    try {
      const after = await inTransaction(this.pool, async (connection) => {
        if (!(await claim(connection, this.owner, this.options.patient))) throw new Superseded();
        return merge(connection);
      });
      const { series, chunksBefore, chunksAfter } = this.#result;
      this.#result = { series: series + curves, chunksBefore: chunksBefore + before, chunksAfter: chunksAfter + after };
    } catch (error) {
      if (error instanceof CorruptDataError) return error;
      if (!(error instanceof Superseded)) throw error;
      this.#wasSuperseded = true;
    }
    return undefined;
  }
}
