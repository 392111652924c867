import { CorruptDataError } from "../codec/bytes";
import type { Lines } from "../codec/lines";
import { breakSeal, closeSeal, FORMATS, openSeal } from "../codec/seal";
import { GramFilter } from "./grams";
import { linesOfMessages } from "./shown";

/** What a search has to know of a block to pass it by. */
export interface BlockIndex {
  /** Lines on the screen. */
  readonly lines: number;
  /** Arrival of its first and its last event; with the block's bounds of time their places. */
  readonly firstArrival: number;
  readonly lastArrival: number;
  readonly filter: GramFilter;
}

/** Room for an index: so much of the block, or of its text where that was compressed to next to nothing. */
const shareOfBlock = 0.05;
const shareOfText = 0.002;

/** @param blockBytes of the block that it is for */
export function encodeBlockIndex({ msg, arrival }: Lines, blockBytes: number): Buffer {
  const { text, counts } = linesOfMessages(msg);
  const writer = openSeal();
  writer.unsigned(counts.reduce((sum, count) => sum + count, 0));
  writer.unsigned(arrival[0] ?? 0);
  writer.unsigned(arrival.at(-1) ?? 0);
  GramFilter.of(text, Math.max(blockBytes * shareOfBlock, text.length * shareOfText)).write(writer);
  return closeSeal(writer, FORMATS.index);
}

/** Undefined when it cannot be read: the block itself says all of it as well. */
export function decodeBlockIndex(index: Buffer): BlockIndex | undefined {
  try {
    const reader = breakSeal(index, FORMATS.index);
    const [lines, firstArrival, lastArrival] = [reader.unsigned(), reader.unsigned(), reader.unsigned()];
    return { lines, firstArrival, lastArrival, filter: GramFilter.read(reader) };
  } catch (error) {
    if (error instanceof CorruptDataError) return undefined;
    throw error;
  }
}
