import type { LinePlace } from "../cursor";
import { type BlockHeader, type BlockReader, blockLines } from "../logs/blocks";
import { decodeBlockIndex } from "./block-index";
import type { GramFilter } from "./grams";
import { linesOfMessages } from "./shown";

/** Size of the messages that are read at once. */
export const STRIDE = 1024 * 1024;

/** By the order of the log. */
export const comparePlaces = (one: LinePlace, other: LinePlace): number =>
  one.timestamp - other.timestamp || one.arrival - other.arrival || one.line - other.line;

/** Before and behind all lines of an event. */
export const FIRST_LINE = -1;
export const LAST_LINE = Number.MAX_SAFE_INTEGER;

/** What is known of a block without its lines. */
export interface Outline {
  readonly header: BlockHeader;
  /** Its lines on the screen. */
  readonly lines: number;
  /** Before the first and behind the last of them. */
  readonly first: LinePlace;
  readonly last: LinePlace;
  /** Undefined: there is none, its lines may hold anything. */
  readonly filter?: GramFilter;
}

function outline(
  header: BlockHeader,
  known: { readonly lines: number; readonly firstArrival: number; readonly lastArrival: number },
  filter?: GramFilter,
): Outline {
  const { min_timestamp, max_timestamp } = header;
  return {
    header,
    lines: known.lines,
    first: { timestamp: min_timestamp, arrival: known.firstArrival, line: FIRST_LINE },
    last: { timestamp: max_timestamp, arrival: known.lastArrival, line: LAST_LINE },
    filter,
  };
}

/** Consecutive blocks of about a stride each. */
function* inStrides(headers: readonly BlockHeader[]): Generator<BlockHeader[]> {
  for (let start = 0; start < headers.length; ) {
    let [end, size] = [start, 0];
    while (end < headers.length && size < STRIDE) size += headers[end++]?.size ?? 0;
    yield headers.slice(start, end);
    start = end;
  }
}

/** All blocks of an owner. Those without an index that can be read (fresh, small and old ones) are read to be counted. */
export async function outlineLog(reader: BlockReader, owner: string): Promise<Outline[]> {
  const headers = await reader.headers([owner]);
  const indexes = await reader.indexes(headers);
  const outlines: Outline[] = [];
  const others: BlockHeader[] = [];
  for (const header of headers) {
    const bytes = indexes.get(header.id);
    const index = bytes && decodeBlockIndex(bytes);
    if (index) outlines.push(outline(header, index, index.filter));
    else others.push(header);
  }
  for (const part of inStrides(others)) {
    for (const { data, ...header } of await reader.load(part)) {
      const { msg, arrival } = blockLines({ data, ...header });
      const lines = linesOfMessages(msg).counts.reduce((sum, count) => sum + count, 0);
      outlines.push(outline(header, { lines, firstArrival: arrival[0] ?? 0, lastArrival: arrival.at(-1) ?? 0 }));
    }
  }
  return outlines;
}
