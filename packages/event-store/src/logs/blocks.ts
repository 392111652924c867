import { CorruptDataError } from "../codec/bytes";
import { decodeLines, encodeLines, type LineAttributes, type Lines } from "../codec/lines";
import { ascendingOrder, pick } from "../columns";
import type { Extra, LogEvent } from "../store";

/** What a block has of one metric and variant. */
export interface Content {
  readonly metric: string;
  readonly variant: string;
  readonly count: number;
  /** Absent when no line has an iteration. */
  readonly min_iter?: number;
  readonly max_iter?: number;
  readonly last_timestamp: number;
}

/** A block of console lines without its bytes. */
export interface BlockHeader {
  readonly owner: string;
  readonly id: number;
  /** As it arrived, not compacted yet. */
  readonly fresh: boolean;
  readonly lines: number;
  /** Of the messages, uncompressed. */
  readonly size: number;
  readonly min_timestamp: number;
  readonly max_timestamp: number;
  readonly contents: readonly Content[];
}

/** A block whole. */
export interface Block extends BlockHeader {
  /** See codec/lines.ts. */
  readonly data: Buffer;
}

/** A block that has no place in a store yet. */
export type NewBlock = Omit<Block, "id" | "owner" | "fresh">;

/** An engine's blocks in one state of the store. */
export interface BlockReader {
  headers(owners: readonly string[]): Promise<BlockHeader[]>;
  /** Those that are no longer there are left out. */
  load(headers: readonly BlockHeader[]): Promise<Block[]>;
}

/** A block is full at either. */
const fullLines = 4096;
const fullSize = 256 * 1024;
/** More lines than ever come in one batch: so many arrivals belong to a fresh block. */
const arrivals = 2 ** 20;

export const isFull = ({ lines, size }: BlockHeader): boolean => lines >= fullLines || size >= fullSize;

/** @throws CorruptDataError that names the block */
export function blockLines(block: Block): Lines {
  try {
    const lines = decodeLines(block.data);
    // Fresh blocks do not know their place yet; ids ascend with arrival.
    return block.fresh ? { ...lines, arrival: lines.arrival.map((place) => place + block.id * arrivals) } : lines;
  } catch (error) {
    throw new CorruptDataError(`log block ${block.id} of ${block.owner} cannot be read`, { cause: error });
  }
}

/** Console lines of one owner as columns, in order of time, then of arrival. */
export function linesOf(events: readonly LogEvent[]): Lines {
  const attributes: LineAttributes[] = [];
  const known = new Map<string, number>();
  const attribute = new Float64Array(events.length);
  for (const [index, { metric, variant, key, worker, level, iter, msg }] of events.entries()) {
    const shared: LineAttributes = {
      metric,
      variant,
      key: key || undefined,
      worker,
      level,
      iterless: iter === undefined || undefined,
      msgless: msg === undefined || undefined,
    };
    const text = JSON.stringify(shared);
    const number = known.get(text) ?? attributes.push(shared) - 1;
    known.set(text, number);
    attribute[index] = number;
  }
  return sortLines({
    timestamp: Float64Array.from(events, ({ timestamp }) => timestamp),
    arrival: Float64Array.from(events.keys()),
    iter: Float64Array.from(events, ({ iter = 0 }) => iter),
    attributes,
    attribute,
    msg: events.map(({ msg = "" }) => msg),
    extra: events.map(({ extra }) => (extra && Object.keys(extra).length > 0 ? JSON.stringify(extra) : "")),
  });
}

/** The lines at these places, in this order. */
export function pickLines(lines: Lines, order: Uint32Array): Lines {
  return {
    timestamp: pick(lines.timestamp, order),
    arrival: pick(lines.arrival, order),
    iter: pick(lines.iter, order),
    attributes: lines.attributes,
    attribute: pick(lines.attribute, order),
    msg: Array.from(order, (index) => lines.msg[index] ?? ""),
    extra: Array.from(order, (index) => lines.extra[index] ?? ""),
  };
}

function sortLines(lines: Lines): Lines {
  const order = ascendingOrder(lines.timestamp, lines.arrival);
  return order ? pickLines(lines, order) : lines;
}

/** Lines of several blocks in order. */
export function mergeLines(parts: readonly Lines[]): Lines {
  const column = (name: "timestamp" | "arrival" | "iter"): Float64Array =>
    Float64Array.from(parts.flatMap((part) => [...part[name]]));
  let before = 0;
  const attribute = parts.flatMap(({ attributes, attribute }) => {
    const numbers = Array.from(attribute, (number) => number + before);
    before += attributes.length;
    return numbers;
  });
  return sortLines({
    timestamp: column("timestamp"),
    arrival: column("arrival"),
    iter: column("iter"),
    attributes: parts.flatMap(({ attributes }) => attributes),
    attribute: Float64Array.from(attribute),
    msg: parts.flatMap(({ msg }) => msg),
    extra: parts.flatMap(({ extra }) => extra),
  });
}

/** The attributes of one line. */
export const attributesOf = (lines: Lines, index: number): LineAttributes =>
  lines.attributes[lines.attribute[index] ?? 0] ?? { metric: "", variant: "" };

/** A line as it was appended. */
export function lineEvent(owner: string, lines: Lines, index: number): LogEvent {
  const { iterless, msgless, ...shared } = attributesOf(lines, index);
  const extra = lines.extra[index];
  return {
    kind: "log",
    owner,
    timestamp: lines.timestamp[index] as number,
    ...shared,
    ...(iterless ? {} : { iter: lines.iter[index] as number }),
    ...(msgless ? {} : { msg: lines.msg[index] ?? "" }),
    ...(extra ? { extra: JSON.parse(extra) as Extra } : {}),
  };
}

/** Lines in order as blocks, each full but the last. @param quickly for ingest */
export async function intoBlocks(lines: Lines, quickly: boolean): Promise<NewBlock[]> {
  const blocks: NewBlock[] = [];
  let start = 0;
  let size = 0;
  for (let end = 1; end <= lines.msg.length; end++) {
    size += lines.msg[end - 1]?.length ?? 0;
    if (end < lines.msg.length && end - start < fullLines && size < fullSize) continue;
    const part = tidy(
      pickLines(
        lines,
        Uint32Array.from({ length: end - start }, (_, index) => start + index),
      ),
    );
    blocks.push({
      lines: end - start,
      size,
      min_timestamp: part.timestamp[0] as number,
      max_timestamp: part.timestamp.at(-1) as number,
      contents: contentsOf(part),
      data: await encodeLines(part, quickly),
    });
    start = end;
    size = 0;
  }
  return blocks;
}

/** The same lines with each of the attributes that they use once. */
function tidy(lines: Lines): Lines {
  const attributes: LineAttributes[] = [];
  const known = new Map<string, number>();
  const numbers = new Map<number, number>();
  const attribute = lines.attribute.map((old) => {
    let number = numbers.get(old);
    if (number === undefined) {
      const text = JSON.stringify(lines.attributes[old]);
      number = known.get(text) ?? attributes.push(lines.attributes[old] as LineAttributes) - 1;
      known.set(text, number);
      numbers.set(old, number);
    }
    return number;
  });
  return { ...lines, attributes, attribute };
}

function contentsOf(lines: Lines): Content[] {
  const contents = new Map<string, Content>();
  for (let index = 0; index < lines.timestamp.length; index++) {
    const { metric, variant, iterless } = attributesOf(lines, index);
    const iter = iterless ? {} : { min_iter: lines.iter[index], max_iter: lines.iter[index] };
    const content = { metric, variant, count: 1, ...iter, last_timestamp: lines.timestamp[index] as number };
    const name = `${metric}\0${variant}`;
    contents.set(name, addContent(contents.get(name), content));
  }
  return [...contents.values()];
}

/** Both as one; their metric and variant are the same. */
export function addContent(one: Content | undefined, other: Content): Content {
  if (!one) return other;
  const { metric, variant } = one;
  const lowest = Math.min(one.min_iter ?? Infinity, other.min_iter ?? Infinity);
  const highest = Math.max(one.max_iter ?? -Infinity, other.max_iter ?? -Infinity);
  return {
    metric,
    variant,
    count: one.count + other.count,
    ...(lowest === Infinity ? {} : { min_iter: lowest, max_iter: highest }),
    last_timestamp: Math.max(one.last_timestamp, other.last_timestamp),
  };
}
