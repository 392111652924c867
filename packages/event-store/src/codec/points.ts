import type { Extra } from "../store";
import { type ByteReader, ByteWriter } from "./bytes";
import { readFloats, writeFloats, writeFloatsQuickly } from "./floats";
import { readIntegers, skipIntegers, writeIntegers, writeIntegersQuickly } from "./integers";
import { breakSeal, closeSeal, FORMATS, openSeal } from "./seal";
import { readText, writePlainText, writeText } from "./texts";

/** What points share; a chunk keeps each combination once. */
export interface Attributes {
  readonly worker?: string;
  readonly x_axis_label?: string;
  readonly extra?: Extra;
  /** The points came without a value. */
  readonly valueless?: true;
}

/** Points of one curve as columns of equal length. */
export interface Points {
  readonly iter: Float64Array;
  readonly timestamp: Float64Array;
  readonly value: Float64Array;
  /** Combinations, and for each point which one; null: all points have the first. */
  readonly attributes: readonly Attributes[];
  readonly attribute: Float64Array | null;
}

/*
 * A chunk, sealed: count, iterations, timestamps, values, attributes as JSON, whether each point names one of them
 * (0: all have the first) and the column of these names.
 */

/** For ingest: small and cheap, no compression. */
export function encodePointsQuickly({ iter, timestamp, value, attributes, attribute }: Points): Buffer {
  const writer = openSeal(64 + iter.length * 8);
  writer.unsigned(iter.length);
  writeIntegersQuickly(writer, iter);
  writeIntegersQuickly(writer, timestamp);
  writeFloatsQuickly(writer, value);
  writePlainText(writer, JSON.stringify(attributes));
  writer.byte(attribute ? 1 : 0);
  if (attribute) writeIntegersQuickly(writer, attribute);
  return closeSeal(writer, FORMATS.points);
}

/** For compaction: the smallest that the codecs give. */
export async function encodePoints({ iter, timestamp, value, attributes, attribute }: Points): Promise<Buffer> {
  const writer = openSeal(64 + iter.length * 4);
  writer.unsigned(iter.length);
  const columns = [new ByteWriter(), new ByteWriter(), new ByteWriter(), new ByteWriter(), new ByteWriter()] as const;
  const [iterColumn, timestampColumn, valueColumn, attributesColumn, attributeColumn] = columns;
  attributeColumn.byte(attribute ? 1 : 0);
  await Promise.all([
    writeIntegers(iterColumn, iter),
    writeIntegers(timestampColumn, timestamp),
    writeFloats(valueColumn, value),
    writeText(attributesColumn, JSON.stringify(attributes), false),
    attribute && writeIntegers(attributeColumn, attribute),
  ]);
  for (const column of columns) writer.bytes(column.finish());
  return closeSeal(writer, FORMATS.points);
}

/**
 * The points of a chunk of either making.
 * @param timestamps false: that column is passed over and comes out empty
 * @throws CorruptDataError when a byte is not what was written.
 */
export function decodePoints(chunk: Buffer, timestamps = true): Points {
  const reader: ByteReader = breakSeal(chunk, FORMATS.points);
  const count = reader.unsigned();
  return {
    iter: readIntegers(reader, count),
    timestamp: timestamps ? readIntegers(reader, count) : skipIntegers(reader, count),
    value: readFloats(reader, count),
    attributes: JSON.parse(readText(reader)) as Attributes[],
    attribute: reader.byte() === 1 ? readIntegers(reader, count) : null,
  };
}
