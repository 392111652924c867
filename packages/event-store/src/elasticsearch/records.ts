import { decodeBody, encodeTextBody } from "../codec/body";
import { CorruptDataError } from "../codec/bytes";
import type { RecordHead, RecordKind } from "../records/list";
import type { RecordRow } from "../rows";
import type { Extra } from "../store";
import type { Location } from "./documents";
import type { RecordContents } from "./pieces";

/** A vector, an image or a plot; its body is a document of its own. */
export interface StoredRecord extends RecordHead {
  /** Of the owner and kind (rows.ts). */
  readonly identity: string;
  readonly body?: Location & { readonly size: number };
}

/** A row without its bytes. */
export const storedRecord = (row: RecordRow, body: StoredRecord["body"]): StoredRecord => ({
  ...{ owner: row.owner, kind: row.kind, identity: row.identity, iter: row.iter, timestamp: row.timestamp },
  ...{ metric: row.metric, variant: row.variant, key: row.key },
  ...(row.worker === null ? {} : { worker: row.worker }),
  ...(row.url === null ? {} : { url: row.url }),
  ...(row.extra === null ? {} : { extra: JSON.parse(row.extra) as Extra }),
  ...(body ? { body } : {}),
});

/** What a list has of each kind. */
export function contentsOf(records: readonly StoredRecord[]): RecordContents {
  const contents: Partial<Record<RecordKind, { count: number; bytes: number }>> = {};
  for (const { kind, body } of records) {
    const { count, bytes } = contents[kind] ?? { count: 0, bytes: 0 };
    contents[kind] = { count: count + 1, bytes: bytes + (body?.size ?? 0) };
  }
  return contents;
}

/** A list as sealed bytes. */
export const encodeRecords = (records: readonly StoredRecord[]): Promise<Buffer> =>
  encodeTextBody(JSON.stringify(records.map(({ owner: _owner, ...record }) => record)));

/** @throws CorruptDataError when a byte is not what was written */
export function decodeRecords(owner: string, data: Buffer): StoredRecord[] {
  const text = decodeBody(data);
  if (typeof text !== "string") throw new CorruptDataError("not a list of records");
  return (JSON.parse(text) as Omit<StoredRecord, "owner">[]).map((record) => ({ owner, ...record }));
}

/** The last write of each, of lists in the order of writing, and what was overwritten. */
export function overlayRecords(lists: readonly (readonly StoredRecord[])[]): {
  readonly records: readonly StoredRecord[];
  readonly overwritten: readonly StoredRecord[];
} {
  const records = new Map<string, StoredRecord>();
  const overwritten: StoredRecord[] = [];
  for (const record of lists.flat()) {
    const name = `${record.kind} ${record.identity}`;
    const before = records.get(name);
    if (before) overwritten.push(before);
    records.set(name, record);
  }
  return { records: [...records.values()], overwritten };
}
