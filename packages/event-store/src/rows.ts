import { createHash } from "node:crypto";
import { checkExtra, checkInteger, checkOptionalText, checkOwner, checkText } from "./checks";
import { encodeNumbersBody, encodeTextBody } from "./codec/body";
import { intoBlocks, linesOf, type NewBlock } from "./logs/blocks";
import type { RecordKind } from "./records/list";
import { chunksOf, type NewChunk } from "./scalars/runs";
import type { Batch, ImageEvent, LogEvent, PlotEvent, VectorEvent } from "./store";

/** A vector, an image or a plot, as an engine stores it. */
export interface RecordRow {
  readonly owner: string;
  readonly kind: RecordKind;
  /** Of the owner and kind: what makes it the same event (wire-protocol §8.1), as a UUID. */
  readonly identity: string;
  readonly iter: number;
  readonly timestamp: number;
  readonly metric: string;
  readonly variant: string;
  readonly key: string;
  readonly worker: string | null;
  readonly url: string | null;
  /** JSON. */
  readonly extra: string | null;
  /** See codec/body.ts. */
  readonly body: Buffer | null;
}

/** A batch as rows. */
export interface Rows {
  readonly chunks: readonly NewChunk[];
  readonly blocks: readonly (NewBlock & { readonly owner: string })[];
  readonly records: readonly RecordRow[];
}

/** What all events but scalars have, checked. */
function checkEvent(event: VectorEvent | ImageEvent | PlotEvent | LogEvent) {
  return {
    owner: checkOwner(event.owner),
    timestamp: checkInteger("timestamp", event.timestamp),
    metric: checkText("metric", event.metric),
    variant: checkText("variant", event.variant),
    key: checkText("key", event.key ?? ""),
    worker: checkOptionalText("worker", event.worker),
    extra: checkExtra(event.extra),
  };
}

function checkLine(event: LogEvent): LogEvent {
  const { owner, timestamp, metric, variant, key, worker, extra } = checkEvent(event);
  const iter = event.iter === undefined ? undefined : checkInteger("iter", event.iter);
  const level = checkOptionalText("level", event.level);
  return { kind: "log", owner, timestamp, metric, variant, key, worker, extra, iter, level, msg: event.msg };
}

/** wire-protocol §8.1: iteration, metric, variant and key make an event one and the same (owner and kind are columns). */
function identityOf(iter: number, metric: string, variant: string, key: string): string {
  const hash = createHash("md5")
    .update(JSON.stringify([iter, metric, variant, key]))
    .digest("hex");
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-${hash.slice(12, 16)}-${hash.slice(16, 20)}-${hash.slice(20)}`;
}

async function bodyOf(event: VectorEvent | ImageEvent | PlotEvent): Promise<Buffer | null> {
  if (event.kind === "vector") return encodeNumbersBody(event.values);
  return event.kind === "plot" && event.plot_str !== undefined ? encodeTextBody(event.plot_str) : null;
}

async function recordRow(event: VectorEvent | ImageEvent | PlotEvent): Promise<RecordRow> {
  const { worker, extra, ...shared } = checkEvent(event);
  const iter = checkInteger("iter", event.iter);
  return {
    ...shared,
    kind: event.kind,
    identity: identityOf(iter, shared.metric, shared.variant, shared.key),
    iter,
    worker: worker ?? null,
    extra: extra ? JSON.stringify(extra) : null,
    url: event.kind === "image" ? (checkOptionalText("url", event.url) ?? null) : null,
    body: await bodyOf(event),
  };
}

async function blocksOf(events: readonly LogEvent[]): Promise<Rows["blocks"]> {
  const byOwner = new Map<string, LogEvent[]>();
  for (const event of events) {
    const line = checkLine(event);
    const known = byOwner.get(line.owner);
    if (known) known.push(line);
    else byOwner.set(line.owner, [line]);
  }
  const blocks: (NewBlock & { owner: string })[] = [];
  for (const [owner, lines] of byOwner) {
    for (const block of await intoBlocks(linesOf(lines), true)) blocks.push({ ...block, owner });
  }
  return blocks;
}

/** Bytes of what rows hold. */
export function sizeOf({ chunks, blocks, records }: Rows): number {
  const bytes = [...chunks, ...blocks].reduce((sum, { data }) => sum + data.length, 0);
  return records.reduce((sum, { body }) => sum + (body?.length ?? 0), bytes);
}

/** Where a record is stored: of two with the same, the later one stays. */
export const recordPlace = ({ owner, kind, identity }: RecordRow): string => `${kind} ${identity} ${owner}`;

/**
 * Checks a batch and makes its rows; each identity of records once, the last.
 * @throws EventInputError
 */
export async function encodeBatch({ scalars = [], events = [] }: Batch): Promise<Rows> {
  const records = new Map<string, RecordRow>();
  const lines: LogEvent[] = [];
  for (const event of events) {
    if (event.kind === "log") lines.push(event);
    else {
      const row = await recordRow(event);
      records.set(recordPlace(row), row);
    }
  }
  return { chunks: scalars.flatMap(chunksOf), blocks: await blocksOf(lines), records: [...records.values()] };
}
