import { CorruptDataError } from "../codec/bytes";
import { kindsOf } from "../kinds";
import { type BlockHeader, blockLines, intoBlocks, pickLines } from "../logs/blocks";
import { selects } from "../ranges";
import { type Curve, chunkPoints, intoCurves, isClean, newestWritten, overlapping } from "../scalars/chunks";
import { FULL_CHUNK } from "../scalars/plan";
import { inChunks, mergePoints, pickPoints } from "../scalars/points";
import { mergedChunk } from "../scalars/runs";
import { countPoints } from "../scalars/summary";
import type { RemoveQuery } from "../store";
import type { Change } from "./change";
import type { Documents } from "./documents";
import { type Attempt, eachOwner, exchange } from "./exchange";
import type { Heads } from "./heads";
import type { Owned, OwnedChunk, Snapshot } from "./snapshot";

/** See EventStore.remove. Whole for each owner: appends of its events come entirely before or after. */
export async function remove(heads: Heads, documents: Documents, query: RemoveQuery): Promise<number> {
  let count = 0;
  await eachOwner(heads, query.owners, async (owner) => {
    const removed = await exchange(heads, documents, owner, (attempt) => new Removal(attempt, query).run());
    count += removed ?? 0;
  });
  return count;
}

/** One try on one owner. */
class Removal {
  readonly #owner: string;
  readonly #isChosen: (metric: string, variant: string) => boolean;
  readonly #before: number;
  readonly #snapshot: Snapshot;
  readonly #owned: Owned;
  readonly #change: Change;

  constructor(
    { snapshot, owned, change }: Attempt,
    private readonly query: RemoveQuery,
  ) {
    this.#snapshot = snapshot;
    this.#owned = owned;
    this.#change = change;
    this.#owner = owned.head.owner;
    const isSelected = selects(query.metrics);
    const spared = new Set(query.exceptMetrics);
    this.#isChosen = (metric, variant) => isSelected(metric, variant) && !spared.has(metric);
    this.#before = query.before ?? Infinity;
  }

  /** @returns null when somebody else was faster */
  async run(): Promise<number | null> {
    const kinds = kindsOf(this.query.kinds);
    let count = 0;
    if (kinds.includes("scalar")) count += await this.#scalars();
    if (kinds.includes("log")) count += await this.#logs();
    count += await this.#records(new Set(kinds));
    return count === 0 || (await this.#change.commit()) ? count : null;
  }

  async #scalars(): Promise<number> {
    const { metrics, exceptMetrics } = this.query;
    const headers = this.#snapshot.chunkHeaders({ owners: [this.#owner], metrics, exceptMetrics });
    if (this.#before === Infinity) {
      this.#change.drop(headers);
      return countPoints(this.#snapshot.chunkReader, headers);
    }
    let count = 0;
    for (const curve of intoCurves(headers)) {
      for (const group of overlapping(curve.pieces)) count += await this.#earlyPoints(curve, group);
    }
    return count;
  }

  /** Of pieces that overlap each other. */
  async #earlyPoints(curve: Curve, group: readonly OwnedChunk[]): Promise<number> {
    if (group.every(({ min_timestamp }) => min_timestamp >= this.#before)) return 0;
    const [only] = group;
    if (only && isClean(group) && only.max_timestamp < this.#before) {
      this.#change.drop(group);
      return only.points;
    }
    const [pieces] = intoCurves(await this.#snapshot.loadChunks(group));
    const points = mergePoints(pieces?.pieces.map(chunkPoints) ?? []);
    const late = Uint32Array.from(points.timestamp.keys()).filter(
      (index) => (points.timestamp[index] as number) >= this.#before,
    );
    const removed = points.timestamp.length - late.length;
    if (removed === 0) return 0;
    this.#change.drop(group);
    const written = newestWritten(group);
    for (const part of inChunks(pickPoints(points, late), FULL_CHUNK)) {
      await this.#change.addChunk(await mergedChunk(curve, part), written);
    }
    return removed;
  }

  async #logs(): Promise<number> {
    let count = 0;
    for (const block of this.#snapshot.blockHeaders([this.#owner])) count += await this.#lines(block);
    return count;
  }

  async #lines(block: BlockHeader): Promise<number> {
    const { contents, lines, min_timestamp, max_timestamp } = block;
    const chosen = contents.filter(({ metric, variant }) => this.#isChosen(metric, variant));
    if (chosen.length === 0 || min_timestamp >= this.#before) return 0;
    if (chosen.length === contents.length && max_timestamp < this.#before) {
      this.#change.drop([block]);
      return lines;
    }
    let removed = 0;
    for (const loaded of await this.#snapshot.loadBlocks([block])) {
      const all = blockLines(loaded);
      const isGone = all.attributes.map(({ metric, variant }) => this.#isChosen(metric, variant));
      const kept = Uint32Array.from(all.timestamp.keys()).filter(
        (index) => !isGone[all.attribute[index] as number] || (all.timestamp[index] as number) >= this.#before,
      );
      removed += all.timestamp.length - kept.length;
      if (kept.length === all.timestamp.length) continue;
      this.#change.drop([block]);
      for (const part of await intoBlocks(pickLines(all, kept), false)) await this.#change.addBlock(part);
    }
    return removed;
  }

  /** Whether no record is spared. */
  #takesAll(kinds: ReadonlySet<string>): boolean {
    const { metrics = [], exceptMetrics = [], before } = this.query;
    const isWhole = metrics.length === 0 && exceptMetrics.length === 0 && before === undefined;
    return isWhole && ["vector", "image", "plot"].every((kind) => kinds.has(kind));
  }

  async #records(kinds: ReadonlySet<string>): Promise<number> {
    const lists = this.#owned.records;
    if (lists.length === 0) return 0;
    const shown = await this.#snapshot.records().catch((error: unknown) => {
      if (error instanceof CorruptDataError && this.#takesAll(kinds)) return null;
      throw error;
    });
    if (!shown) {
      // What cannot be read can still be deleted; its bodies are swept away later.
      this.#change.drop(lists);
      return lists.reduce((sum, { count }) => sum + count, 0);
    }
    const { records, overwritten } = shown;
    const gone = records.filter(
      ({ kind, metric, variant, timestamp }) =>
        kinds.has(kind) && this.#isChosen(metric, variant) && timestamp < this.#before,
    );
    if (gone.length === 0) return 0;
    const isGone = new Set(gone);
    const kept = records.filter((record) => !isGone.has(record));
    this.#change.drop(lists);
    this.#change.dropBodies([...gone, ...overwritten]);
    if (kept.length > 0) await this.#change.addRecords(kept, newestWritten(lists));
    return gone.length;
  }
}
