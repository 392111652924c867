import { GroupCommit } from "../group-commit";
import { type RecordRow, type Rows, recordPlace, sizeOf } from "../rows";
import { UnavailableError } from "../store";
import type { Documents, NewDocument } from "./documents";
import type { Addition, Heads } from "./heads";
import { countPieces, type SegmentPieces } from "./pieces";
import { contentsOf, encodeRecords, storedRecord } from "./records";

/** Data of one segment document. */
const segmentBytes = 4 * 1024 * 1024;
/** Data of one group; several requests. */
const groupBytes = 8 * 1024 * 1024;

interface Owned {
  chunks: Rows["chunks"][number][];
  blocks: Rows["blocks"][number][];
  records: RecordRow[];
}

/** The rows of batches, in their order, by owner; of each record the last. */
function byOwner(group: readonly Rows[]): ReadonlyMap<string, Owned> {
  const owners = new Map<string, Owned>();
  const rowsOf = (owner: string): Owned => {
    const known = owners.get(owner) ?? { chunks: [], blocks: [], records: [] };
    owners.set(owner, known);
    return known;
  };
  const records = new Map<string, RecordRow>();
  for (const rows of group) {
    for (const chunk of rows.chunks) rowsOf(chunk.owner).chunks.push(chunk);
    for (const block of rows.blocks) rowsOf(block.owner).blocks.push(block);
    for (const row of rows.records) records.set(recordPlace(row), row);
  }
  for (const row of records.values()) rowsOf(row.owner).records.push(row);
  return owners;
}

/** Lays pieces one behind the other into documents of a bounded size. */
class SegmentBuilder {
  readonly finished: NewDocument[] = [];
  readonly #owner: string;
  readonly #documents: Documents;
  #data: Buffer[] = [];
  #size = 0;
  #texts: string[] = [];
  #pieces = { chunks: [], blocks: [], records: [] } as {
    -readonly [Kind in "chunks" | "blocks" | "records"]: SegmentPieces[Kind][number][];
  };

  constructor(documents: Documents, owner: string) {
    this.#documents = documents;
    this.#owner = owner;
  }

  async add(kind: "chunks" | "blocks" | "records", piece: object, data: Buffer, text = ""): Promise<void> {
    if (this.#size > 0 && this.#size + data.length > segmentBytes) await this.finish();
    (this.#pieces[kind] as object[]).push({ ...piece, start: this.#size, length: data.length });
    this.#data.push(data);
    this.#size += data.length;
    if (text) this.#texts.push(text);
  }

  async finish(): Promise<void> {
    if (this.#size === 0) return;
    const pieces: SegmentPieces = { size: this.#size, ...this.#pieces };
    this.finished.push({
      ...(await this.#documents.newLocation()),
      ...{ owner: this.#owner, role: "segment", pieces, data: Buffer.concat(this.#data) },
      ...(this.#texts.length > 0 ? { text: this.#texts.join("\n") } : {}),
    });
    this.#data = [];
    this.#size = 0;
    this.#texts = [];
    this.#pieces = { chunks: [], blocks: [], records: [] };
  }
}

/** Documents of one owner: bodies, and the segments that name them. */
async function documentsOf(documents: Documents, owner: string, rows: Owned) {
  const builder = new SegmentBuilder(documents, owner);
  const bodies: NewDocument[] = [];
  for (const { owner: _owner, data, ...header } of rows.chunks) await builder.add("chunks", header, data);
  for (const { owner: _owner, data, messages, ...header } of rows.blocks) {
    await builder.add("blocks", header, data, messages.join("\n"));
  }
  const records = [];
  for (const row of rows.records) {
    const location = row.body ? await documents.newLocation() : undefined;
    if (location && row.body) bodies.push({ ...location, owner, role: "body", data: row.body });
    records.push(storedRecord(row, location && { ...location, size: row.body?.length ?? 0 }));
  }
  if (records.length > 0) {
    const list = { count: records.length, contents: contentsOf(records) };
    await builder.add("records", list, await encodeRecords(records));
  }
  await builder.finish();
  return { bodies, segments: builder.finished };
}

async function write(documents: Documents, heads: Heads, group: readonly Rows[]): Promise<void> {
  const written: NewDocument[] = [];
  const additions: Addition[] = [];
  for (const [owner, rows] of byOwner(group)) {
    const { bodies, segments } = await documentsOf(documents, owner, rows);
    written.push(...bodies, ...segments);
    additions.push({
      owner,
      segments: segments.map(({ index, id, pieces }) => ({
        ...{ index, id },
        pieces: countPieces(pieces as SegmentPieces),
      })),
    });
  }
  if (additions.length === 0) return;
  // Nothing of this exists before the heads name it.
  await documents.put(written);
  await heads.append(additions).catch((error: Error) => {
    // Some heads may be changed: nobody may take this for a refusal of the whole.
    throw error instanceof UnavailableError ? error : new UnavailableError(error.message, { cause: error });
  });
}

/**
 * Writes batches in groups, one group after the other: what waits meanwhile goes together in the next, so a cluster that
 * is slow gets fewer and larger ones. Whole for each owner.
 */
export const groupWriter = (documents: Documents, heads: Heads): GroupCommit<Rows> =>
  new GroupCommit({
    write: (group) => write(documents, heads, group),
    sizeOf,
    isRefusal: (error) => !(error instanceof UnavailableError),
    // The numbers by which heads know a repetition must arrive in their order.
    maxFlights: 1,
    maxGroupBytes: groupBytes,
  });
