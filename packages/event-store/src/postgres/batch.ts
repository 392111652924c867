import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { deflateRaw, deflateRawSync, inflateRawSync } from "node:zlib";
import { type Attributes, encodeChunkQuickly } from "../codec/chunk";
import { type Batch, EventInputError, type Extra, type Kind, type ScalarRun, SINGLE_VALUE_ITER } from "../store";

/** Kinds as the tables number them. Stored: never renumber. */
export const KIND_NUMBERS = { scalar: 0, vector: 1, image: 2, plot: 3, log: 4 } as const satisfies Record<Kind, number>;

/** What a chunk's row says beside its bytes. */
export interface ChunkRow {
  readonly owner: string;
  readonly metric: string;
  readonly variant: string;
  readonly key: string;
  readonly ascending: boolean;
  readonly points: number;
  readonly min_iter: number;
  readonly max_iter: number;
  readonly min_timestamp: number;
  readonly max_timestamp: number;
  readonly data: Buffer;
}

export interface RecordRow {
  readonly owner: string;
  readonly kind: number;
  readonly identity: string;
  readonly iter: number;
  readonly timestamp: number;
  readonly metric: string;
  readonly variant: string;
  readonly key: string;
  readonly worker: string | null;
  readonly url: string | null;
  readonly extra: string | null;
  readonly body: Buffer | null;
}

export interface LogRow {
  readonly owner: string;
  readonly iter: number | null;
  readonly timestamp: number;
  readonly metric: string;
  readonly variant: string;
  readonly key: string;
  readonly worker: string | null;
  readonly level: string | null;
  readonly msg: string | null;
  readonly extra: string | null;
  readonly raw: Buffer | null;
}

/** A batch as rows. */
export interface Rows {
  readonly chunks: readonly ChunkRow[];
  readonly records: readonly RecordRow[];
  readonly logs: readonly LogRow[];
}

const maxOwnerLength = 255;

function checkText(field: string, value: string): string {
  if (value.includes("\0")) throw new EventInputError(field, "holds a NUL character, which cannot be stored");
  return value;
}

const checkOptional = (field: string, value: string | undefined): string | null =>
  value === undefined ? null : checkText(field, value);

function checkInteger(field: string, value: number): number {
  if (!Number.isSafeInteger(value)) throw new EventInputError(field, "is not an integer of at most 53 bits");
  // -0 becomes 0.
  return value + 0;
}

function checkOwner(owner: string): string {
  if (owner.length > maxOwnerLength) throw new EventInputError("owner", `is longer than ${maxOwnerLength} characters`);
  return checkText("owner", owner);
}

const extraText = (extra: Extra | undefined): string | null => {
  if (extra === undefined) return null;
  const text = JSON.stringify(extra);
  return text === "{}" ? null : text;
};

/** Points of a run as a row; `at`: which of them, null for all. */
function chunkRow(run: ScalarRun, attributes: Attributes, at: readonly number[] | null): ChunkRow {
  const count = at ? at.length : run.iter.length;
  const iter = new Float64Array(count);
  const timestamp = new Float64Array(count);
  const value = new Float64Array(count);
  let [minIter, maxIter, minTimestamp, maxTimestamp] = [Infinity, -Infinity, Infinity, -Infinity];
  let ascending = true;
  for (let index = 0; index < count; index++) {
    const from = at ? (at[index] as number) : index;
    const place = (run.iter[from] as number) + 0;
    const time = checkInteger("timestamp", run.timestamp[from] as number);
    iter[index] = place;
    timestamp[index] = time;
    if (run.value) value[index] = run.value[from] as number;
    if (place <= maxIter) ascending = false;
    if (place < minIter) minIter = place;
    if (place > maxIter) maxIter = place;
    if (time < minTimestamp) minTimestamp = time;
    if (time > maxTimestamp) maxTimestamp = time;
  }
  return {
    owner: run.owner,
    metric: run.metric,
    variant: run.variant,
    key: run.key ?? "",
    ascending,
    points: count,
    min_iter: minIter,
    max_iter: maxIter,
    min_timestamp: minTimestamp,
    max_timestamp: maxTimestamp,
    data: encodeChunkQuickly({ iter, timestamp, value, attributes: [attributes], attribute: null }),
  };
}

/** One row, two when a run mixes single values with a curve: pieces of a curve never hold single values. */
function chunkRows(run: ScalarRun): ChunkRow[] {
  const count = run.iter.length;
  if (run.timestamp.length !== count) throw new EventInputError("timestamp", "has not as many entries as iter");
  if (run.value && run.value.length !== count) throw new EventInputError("value", "has not as many entries as iter");
  if (count === 0) return [];
  checkOwner(run.owner);
  checkText("metric", run.metric);
  checkText("variant", run.variant);
  checkText("key", run.key ?? "");
  const attributes: Attributes = {
    worker: run.worker,
    x_axis_label: run.x_axis_label,
    extra: run.extra,
    ...(run.value ? {} : { valueless: true }),
  };
  let singles = 0;
  for (let index = 0; index < count; index++) {
    if (checkInteger("iter", run.iter[index] as number) === SINGLE_VALUE_ITER) singles++;
  }
  if (singles === 0 || singles === count) return [chunkRow(run, attributes, null)];
  const places = Array.from({ length: count }, (_, index) => index);
  const isSingle = (index: number): boolean => run.iter[index] === SINGLE_VALUE_ITER;
  return [
    chunkRow(run, attributes, places.filter(isSingle)),
    chunkRow(
      run,
      attributes,
      places.filter((index) => !isSingle(index)),
    ),
  ];
}

/** wire-protocol §8.1: iteration, metric, variant and key make an event one and the same (owner and kind are columns). */
function identityOf(iter: number, metric: string, variant: string, key: string): string {
  const hash = createHash("md5")
    .update(JSON.stringify([iter, metric, variant, key]))
    .digest("hex");
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-${hash.slice(12, 16)}-${hash.slice(16, 20)}-${hash.slice(20)}`;
}

/* A body: one byte says how the rest is kept. */
const bodyForms = { text: 0, deflated: 1, doubles: 2 } as const;
const compressFrom = 1024;
const compressAsideFrom = 32 * 1024;
const deflateAside = promisify(deflateRaw);

async function textBody(text: string): Promise<Buffer> {
  const bytes = Buffer.from(text);
  if (bytes.length >= compressFrom) {
    const packed = bytes.length < compressAsideFrom ? deflateRawSync(bytes) : await deflateAside(bytes);
    if (packed.length < bytes.length) return Buffer.concat([Buffer.of(bodyForms.deflated), packed]);
  }
  return Buffer.concat([Buffer.of(bodyForms.text), bytes]);
}

const doublesBody = (values: readonly number[]): Buffer =>
  Buffer.concat([Buffer.of(bodyForms.doubles), Buffer.from(Float64Array.from(values).buffer)]);

/** The text or the numbers of a body. */
export function readBody(body: Buffer): string | number[] {
  const bytes = body.subarray(1);
  if (body[0] === bodyForms.doubles) {
    return [...new Float64Array(Uint8Array.from(bytes).buffer)];
  }
  return (body[0] === bodyForms.deflated ? inflateRawSync(bytes) : bytes).toString();
}

/**
 * Checks a batch and makes its rows; each identity of records once, the last.
 * @throws EventInputError
 */
export async function encodeBatch(batch: Batch): Promise<Rows> {
  const chunks = (batch.scalars ?? []).flatMap(chunkRows);
  const records = new Map<string, RecordRow>();
  const logs: LogRow[] = [];
  for (const event of batch.events ?? []) {
    const shared = {
      owner: checkOwner(event.owner),
      timestamp: checkInteger("timestamp", event.timestamp),
      metric: checkText("metric", event.metric),
      variant: checkText("variant", event.variant),
      key: checkText("key", event.key ?? ""),
      worker: checkOptional("worker", event.worker),
      extra: extraText(event.extra),
    };
    if (event.kind === "log") {
      const hasNul = event.msg?.includes("\0") ?? false;
      logs.push({
        ...shared,
        iter: event.iter === undefined ? null : checkInteger("iter", event.iter),
        level: checkOptional("level", event.level),
        msg: hasNul ? null : (event.msg ?? null),
        raw: hasNul ? Buffer.from(event.msg ?? "") : null,
      });
      continue;
    }
    const iter = checkInteger("iter", event.iter);
    const kind = KIND_NUMBERS[event.kind];
    const identity = identityOf(iter, shared.metric, shared.variant, shared.key);
    let body: Buffer | null = null;
    if (event.kind === "vector") body = doublesBody(event.values);
    else if (event.kind === "plot" && event.plot_str !== undefined) body = await textBody(event.plot_str);
    const url = event.kind === "image" ? checkOptional("url", event.url) : null;
    records.set(`${kind} ${identity} ${shared.owner}`, { ...shared, kind, identity, iter, url, body });
  }
  return { chunks, records: [...records.values()], logs };
}
