import { CorruptDataError } from "../codec/bytes";
import type { State } from "../compactor";
import { type BlockHeader, blockLines, intoBlocks, mergeLines } from "../logs/blocks";
import { planLogs } from "../logs/plan";
import { type Curve, intoCurves, newestWritten } from "../scalars/chunks";
import { mergeChunks } from "../scalars/merge";
import { planMerge } from "../scalars/plan";
import { mergedChunk, type NewChunk } from "../scalars/runs";
import type { CompactionResult } from "../store";
import { Change } from "./change";
import type { Documents } from "./documents";
import { pause } from "./faults";
import type { Heads } from "./heads";
import type { RecordsPiece } from "./pieces";
import { type OwnedChunk, Snapshot, VanishedError } from "./snapshot";

/** Fresh lists of records that a busy owner collects before they are merged. */
const freshLists = 16;
/** Segments that a head names at most, about: each append writes it anew. */
const longHead = 32;
/** How often a patient one begins anew when others were at the same owner. */
const maxAttempts = 5;

const nothing: CompactionResult = { series: 0, chunksBefore: 0, chunksAfter: 0 };

interface CompactionOptions {
  readonly heads: Heads;
  readonly documents: Documents;
  /** Begins anew when somebody else has changed the owner; otherwise leaves it to that. */
  readonly patient: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Merges what an owner has, in one change.
 * @throws CorruptDataError when something could not be read; everything else is done
 */
export async function compact(owner: string, state: State, options: CompactionOptions): Promise<CompactionResult> {
  for (let attempt = 1; attempt <= maxAttempts && !options.signal?.aborted; attempt++) {
    try {
      const result = await new Compaction(options, state).run(owner);
      if (result) return result;
    } catch (error) {
      if (!(error instanceof VanishedError)) throw error;
    }
    if (!options.patient) break;
    await pause(attempt);
  }
  return nothing;
}

/** One try. */
class Compaction {
  #result = { series: 0, chunksBefore: 0, chunksAfter: 0 };
  #isChanged = false;
  #corrupt: CorruptDataError | undefined;

  constructor(
    private readonly options: CompactionOptions,
    private readonly state: State,
  ) {}

  /** @returns nothing when somebody else was faster */
  async run(owner: string): Promise<CompactionResult | undefined> {
    const { heads, documents } = this.options;
    const snapshot = await Snapshot.read(heads, documents, [owner]);
    const [owned] = snapshot.owners;
    if (!owned) return nothing;
    const change = new Change(owned, documents, heads);
    for (const curve of intoCurves(snapshot.chunkHeaders({ owners: [owner] }))) {
      await this.#keepCorrupt(() => this.#mergeCurve(snapshot, change, curve));
    }
    for (const group of planLogs(snapshot.blockHeaders([owner]), this.state)) {
      await this.#keepCorrupt(() => this.#mergeBlocks(snapshot, change, group));
    }
    if (this.#isWorthMerging(owned.records)) {
      await this.#keepCorrupt(() => this.#mergeRecords(snapshot, change, owned.records));
    }
    const isTooLong = owned.head.fresh.length >= longHead;
    if ((this.#isChanged || isTooLong) && !(await change.commit())) return undefined;
    if (this.#corrupt) throw this.#corrupt;
    return this.#result;
  }

  /** What cannot be read must not keep the rest from it. */
  async #keepCorrupt(merge: () => Promise<void>): Promise<void> {
    if (this.options.signal?.aborted) return;
    try {
      await merge();
    } catch (error) {
      if (!(error instanceof CorruptDataError)) throw error;
      this.#corrupt = error;
    }
  }

  #count(before: number, after: number): void {
    this.#isChanged = true;
    this.#result.series++;
    this.#result.chunksBefore += before;
    this.#result.chunksAfter += after;
  }

  async #mergeCurve(snapshot: Snapshot, change: Change, curve: Curve<OwnedChunk>): Promise<void> {
    const pieces = planMerge(curve, this.state);
    if (!pieces) return;
    const written = newestWritten(pieces);
    // All is read before the change knows of it, so that a curve is merged whole or not at all.
    const made: NewChunk[] = [];
    for await (const points of mergeChunks(pieces, (part) => snapshot.loadChunks(part))) {
      made.push(await mergedChunk(curve, points));
    }
    for (const chunk of made) await change.addChunk(chunk, written);
    change.drop(pieces);
    this.#count(pieces.length, made.length);
  }

  async #mergeBlocks(snapshot: Snapshot, change: Change, group: readonly BlockHeader[]): Promise<void> {
    const lines = mergeLines((await snapshot.loadBlocks(group)).map(blockLines));
    const blocks = await intoBlocks(lines, false);
    for (const block of blocks) await change.addBlock(block);
    change.drop(group);
    this.#count(group.length, blocks.length);
  }

  #isWorthMerging(records: readonly RecordsPiece[]): boolean {
    const fresh = records.filter((list) => list.fresh);
    if (this.state === "settled") return fresh.length > 0 || records.length > 1;
    const count = (lists: readonly RecordsPiece[]): number => lists.reduce((sum, list) => sum + list.count, 0);
    // A long list is not written again for a few more.
    return fresh.length >= freshLists && (fresh.length >= 16 * freshLists || count(fresh) * 8 >= count(records));
  }

  async #mergeRecords(snapshot: Snapshot, change: Change, lists: readonly RecordsPiece[]): Promise<void> {
    const { records, overwritten } = await snapshot.records();
    await change.addRecords(records, newestWritten(lists));
    change.drop(lists);
    change.dropBodies(overwritten);
    this.#isChanged = true;
  }
}
