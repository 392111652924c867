import { createHash, randomBytes } from "node:crypto";
import type { Client, estypes } from "@elastic/elasticsearch";
import { UnavailableError } from "../store";
import { contention, type Fault, pause, persist, refusalFault, unreadable } from "./faults";
import type { Indices } from "./indices";

/** Where a document is. Its id is never used again, so what was read once stays true. */
export interface Location {
  readonly index: string;
  readonly id: string;
}

/** A part of a document's data. */
export interface Place extends Location {
  readonly start: number;
  readonly length: number;
  /** Of the whole data, for bounding a read. */
  readonly size: number;
}

/** What a document is for; only people ask. */
export type Role = "segment" | "chunk" | "bins" | "block" | "index" | "records" | "body" | "manifest";

/** A document to be written. */
export interface NewDocument extends Location {
  readonly owner: string;
  readonly role: Role;
  /** Headers of what is in the data, or elsewhere (manifest). */
  readonly pieces?: object;
  readonly data?: Buffer;
  /** To be searched. */
  readonly text?: string;
}

/** Bytes of one request; a heap of 512 MB takes a handful of them at once. */
const requestBytes = 4 * 1024 * 1024;
/** Documents of one request. */
const requestDocuments = 1000;

/** An owner as id of its head and as routing of its documents, for owners may be longer than those and hold any character. */
export const hashOf = (owner: string): string => createHash("sha256").update(owner).digest("base64url");

/** Parts of about as many bytes as go in one request. */
function* inParts<Item>(items: readonly Item[], sizeOf: (item: Item) => number): Generator<Item[]> {
  let part: Item[] = [];
  let bytes = 0;
  for (const item of items) {
    if (part.length > 0 && (bytes + sizeOf(item) > requestBytes || part.length >= requestDocuments)) {
      yield part;
      [part, bytes] = [[], 0];
    }
    part.push(item);
    bytes += sizeOf(item);
  }
  if (part.length > 0) yield part;
}

/** One change of a bulk: what, and its second line. */
export interface Operation {
  readonly head: estypes.BulkOperationContainer;
  readonly body?: object;
}

/**
 * Why a part of a bulk has to be sent again, if it has to.
 * @throws Error when it never will go
 */
function itemFault({ status, error }: estypes.BulkResponseItem, isDeletion: boolean): Fault | undefined {
  if (!error) return undefined;
  const { type, reason } = error;
  // What is to be deleted or changed is not there.
  if (type === "document_missing_exception" || (isDeletion && status === 404)) return undefined;
  // Another process was at the same head.
  const fault = status === 409 ? contention : refusalFault({ status, type, reason: reason ?? "" });
  if (!fault) throw new Error(`Elasticsearch refuses a document: ${type}: ${reason}`);
  return fault;
}

/** Writes, reads and deletes documents. */
export class Documents {
  /** Of this process; begins its ids. */
  readonly writer = randomBytes(9).toString("base64url");
  #written = 0;

  constructor(
    private readonly client: Client,
    private readonly indices: Indices,
  ) {}

  /** A place for a new document. */
  async newLocation(): Promise<Location> {
    return { index: await this.indices.current(), id: `${this.writer}${(this.#written++).toString(36)}` };
  }

  /** Resolves when all are on disk. A repetition writes the same documents again. */
  async put(written: readonly NewDocument[]): Promise<void> {
    const written_at = Date.now();
    const size = ({ data, text }: NewDocument) => (data?.length ?? 0) * 1.4 + (text?.length ?? 0) + 500;
    for (const part of inParts(written, size)) {
      await this.bulk(
        part.map(({ index, id, owner, role, pieces, data, text }) => ({
          head: { index: { _index: index, _id: id, routing: hashOf(owner) } },
          body: { owner, role, written_at, pieces, data: data?.toString("base64"), text },
        })),
      );
    }
  }

  /**
   * Carries all operations out; those that are put off are sent again, the others are not.
   * @returns by operation its result, and whether it was sent more than once
   * @throws UnavailableError
   */
  async bulk(
    operations: readonly Operation[],
    patience = Infinity,
  ): Promise<{ readonly results: readonly (string | undefined)[]; readonly wasRepeated: boolean }> {
    const results = new Array<string | undefined>(operations.length);
    const started = performance.now();
    let wasRepeated = false;
    let left = [...operations.keys()];
    for (let attempt = 1; left.length > 0; attempt++) {
      const lines = left.flatMap((place) => {
        const { head, body } = operations[place] as Operation;
        return body ? [head, body] : [head];
      });
      const sent = await persist(() => this.client.bulk({ operations: lines, refresh: false }), patience);
      wasRepeated ||= sent.wasRepeated;
      let fault: Fault | undefined;
      const again: number[] = [];
      for (const [number, place] of left.entries()) {
        const [item] = Object.values(sent.result.items[number] ?? {});
        results[place] = item?.result;
        const refused = item && itemFault(item, "delete" in (operations[place]?.head ?? {}));
        if (!refused) continue;
        fault = refused;
        again.push(place);
      }
      left = again;
      if (!fault) break;
      wasRepeated ||= fault.isUncertain;
      if (performance.now() - started >= Math.min(patience, fault.patience)) throw new UnavailableError(fault.reason);
      await pause(attempt);
    }
    return { results, wasRepeated };
  }

  /** Fields of documents by id; those that are gone are left out. */
  async fields<Fields>(
    owner: (location: Location) => string,
    locations: readonly Location[],
    field: "pieces" | "data",
    sizeOf: (location: Location) => number,
  ): Promise<ReadonlyMap<string, Fields>> {
    const found = new Map<string, Fields>();
    for (const part of inParts(locations, sizeOf)) {
      const docs = part.map((location) => ({
        ...{ _index: location.index, _id: location.id, routing: hashOf(owner(location)), _source: [field] },
      }));
      const { result } = await persist(() => this.client.mget<Record<typeof field, Fields>>({ docs }));
      for (const doc of result.docs) {
        if ("error" in doc && doc.error.type !== "index_not_found_exception") throw unreadable(doc.error);
        if ("_source" in doc && doc._source && doc._id !== undefined) found.set(doc._id, doc._source[field]);
      }
    }
    return found;
  }

  /** What is not there is gone already. */
  async delete(owner: string, gone: readonly Location[]): Promise<void> {
    for (const part of inParts(gone, () => 100)) {
      await this.bulk(
        part.map(({ index, id }) => ({ head: { delete: { _index: index, _id: id, routing: hashOf(owner) } } })),
      );
    }
  }
}
