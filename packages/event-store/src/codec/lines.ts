import type { ByteWriter } from "./bytes";
import { readIntegers, writeIntegers, writeIntegersQuickly } from "./integers";
import { breakSeal, closeSeal, FORMATS, openSeal } from "./seal";
import { readText, readTexts, writeText, writeTexts } from "./texts";

/** What console lines share; a block keeps each combination once. */
export interface LineAttributes {
  readonly metric: string;
  readonly variant: string;
  readonly key?: string;
  readonly worker?: string;
  readonly level?: string;
  /** The lines came without an iteration. */
  readonly iterless?: true;
  /** The lines came without a message. */
  readonly msgless?: true;
}

/** Console lines as columns of equal length, in order of time, then of arrival. */
export interface Lines {
  readonly timestamp: Float64Array;
  /** Numbers that ascend with arrival; with the timestamp a line's place for ever. */
  readonly arrival: Float64Array;
  /** 0 where there is none. */
  readonly iter: Float64Array;
  /** Combinations, and for each line which one. */
  readonly attributes: readonly LineAttributes[];
  readonly attribute: Float64Array;
  /** Empty where there is none. */
  readonly msg: readonly string[];
  /** JSON; empty where there is none. */
  readonly extra: readonly string[];
}

/*
 * A block, sealed: count, timestamps, arrivals, iterations, attributes as JSON, which of them each line has, messages, extras.
 */

/** @param quickly for ingest; otherwise the smallest that the codecs give */
export async function encodeLines(lines: Lines, quickly: boolean): Promise<Buffer> {
  const writeColumn = async (writer: ByteWriter, column: Float64Array): Promise<void> => {
    if (quickly) writeIntegersQuickly(writer, column);
    else await writeIntegers(writer, column);
  };
  const writer = openSeal();
  writer.unsigned(lines.timestamp.length);
  await writeColumn(writer, lines.timestamp);
  await writeColumn(writer, lines.arrival);
  await writeColumn(writer, lines.iter);
  await writeText(writer, JSON.stringify(lines.attributes), quickly);
  await writeColumn(writer, lines.attribute);
  await writeTexts(writer, lines.msg, quickly);
  await writeTexts(writer, lines.extra, quickly);
  return closeSeal(writer, FORMATS.lines);
}

/** @throws CorruptDataError when a byte is not what was written. */
export function decodeLines(block: Buffer): Lines {
  const reader = breakSeal(block, FORMATS.lines);
  const count = reader.unsigned();
  return {
    timestamp: readIntegers(reader, count),
    arrival: readIntegers(reader, count),
    iter: readIntegers(reader, count),
    attributes: JSON.parse(readText(reader)) as LineAttributes[],
    attribute: readIntegers(reader, count),
    msg: readTexts(reader, count),
    extra: readTexts(reader, count),
  };
}
