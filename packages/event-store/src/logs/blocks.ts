import { CorruptDataError } from "../codec/bytes";
import { decodeLines, encodeLines, type LineAttributes, type Lines } from "../codec/lines";
import { ascendingOrder, pick } from "../columns";
import { encodeBlockIndex } from "../search/block-index";
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
export interface NewBlock extends Omit<Block, "id" | "owner" | "fresh"> {
  /** Of the lines, for engines that index them. */
  readonly messages: readonly string[];
  /** See search/block-index.ts; fresh and small blocks have none. */
  readonly index?: Buffer;
}

/** An engine's blocks in one state of the store. */
export interface BlockReader {
  headers(owners: readonly string[]): Promise<BlockHeader[]>;
  /** Those that are no longer there are left out. */
  load(headers: readonly BlockHeader[]): Promise<Block[]>;
  /** What there is for search of these blocks, by their ids (search/block-index.ts). */
  indexes(headers: readonly BlockHeader[]): Promise<ReadonlyMap<number, Buffer>>;
}

/** A block is full at either. */
const fullLines = 4096;
const fullSize = 256 * 1024;
/** A smaller one is read as fast as its index. */
const indexFrom = 32 * 1024;
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

/** Numbers combinations of attributes in the order they come up. */
class AttributeTable {
  readonly attributes: LineAttributes[] = [];
  readonly #numbers = new Map<string, number>();

  number(attributes: LineAttributes): number {
    const text = JSON.stringify(attributes);
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.attributes.length);
    return this.attributes.push(attributes) - 1;
  }
}

/** What a line shares with others. */
const sharedBy = ({ metric, variant, key, worker, level, iter, msg }: LogEvent): LineAttributes => ({
  metric,
  variant,
  key: key || undefined,
  worker,
  level,
  iterless: iter === undefined || undefined,
  msgless: msg === undefined || undefined,
});

const hasSameAttributes = (one: LogEvent, other: LogEvent): boolean =>
  one.metric === other.metric &&
  one.variant === other.variant &&
  one.worker === other.worker &&
  one.level === other.level &&
  one.key === other.key &&
  (one.iter === undefined) === (other.iter === undefined) &&
  (one.msg === undefined) === (other.msg === undefined);

/** Console lines of one owner as columns, in order of time, then of arrival. */
export function linesOf(events: readonly LogEvent[]): Lines {
  const table = new AttributeTable();
  const attribute = new Float64Array(events.length);
  for (const [index, event] of events.entries()) {
    const before = events[index - 1];
    // Mostly it is as with the line before.
    const isSame = before !== undefined && hasSameAttributes(before, event);
    attribute[index] = isSame ? (attribute[index - 1] as number) : table.number(sharedBy(event));
  }
  return sortLines({
    timestamp: Float64Array.from(events, ({ timestamp }) => timestamp),
    arrival: Float64Array.from(events.keys()),
    iter: Float64Array.from(events, ({ iter = 0 }) => iter),
    attributes: table.attributes,
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
    const part = tidy(sliceLines(lines, start, end));
    const data = await encodeLines(part, quickly);
    blocks.push({
      lines: end - start,
      size,
      min_timestamp: part.timestamp[0] as number,
      max_timestamp: part.timestamp.at(-1) as number,
      contents: contentsOf(part),
      messages: part.msg,
      data,
      ...(quickly || size < indexFrom ? {} : { index: encodeBlockIndex(part, data.length) }),
    });
    start = end;
    size = 0;
  }
  return blocks;
}

function sliceLines(lines: Lines, start: number, end: number): Lines {
  return {
    timestamp: lines.timestamp.subarray(start, end),
    arrival: lines.arrival.subarray(start, end),
    iter: lines.iter.subarray(start, end),
    attributes: lines.attributes,
    attribute: lines.attribute.subarray(start, end),
    msg: lines.msg.slice(start, end),
    extra: lines.extra.slice(start, end),
  };
}

/** The same lines with each of the attributes that they use once. */
function tidy(lines: Lines): Lines {
  const table = new AttributeTable();
  const numbers = new Map<number, number>();
  const attribute = lines.attribute.map((old) => {
    const known = numbers.get(old) ?? table.number(lines.attributes[old] as LineAttributes);
    numbers.set(old, known);
    return known;
  });
  return { ...lines, attributes: table.attributes, attribute };
}

function contentsOf(lines: Lines): Content[] {
  const byAttribute = lines.attributes.map(() => ({
    count: 0,
    lowest: Infinity,
    highest: -Infinity,
    newest: -Infinity,
  }));
  for (let index = 0; index < lines.timestamp.length; index++) {
    const content = byAttribute[lines.attribute[index] as number];
    const iter = lines.iter[index] as number;
    if (!content) continue;
    content.count++;
    content.lowest = Math.min(content.lowest, iter);
    content.highest = Math.max(content.highest, iter);
    content.newest = Math.max(content.newest, lines.timestamp[index] as number);
  }
  const contents = new Map<string, Content>();
  for (const [number, { count, lowest, highest, newest }] of byAttribute.entries()) {
    const { metric, variant, iterless } = lines.attributes[number] as LineAttributes;
    const iters = iterless ? {} : { min_iter: lowest, max_iter: highest };
    const name = `${metric}\0${variant}`;
    contents.set(name, addContent(contents.get(name), { metric, variant, count, ...iters, last_timestamp: newest }));
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
