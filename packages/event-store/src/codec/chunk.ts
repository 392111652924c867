import { promisify } from "node:util";
import { crc32, deflateRaw, inflateRawSync } from "node:zlib";
import type { Extra } from "../store";
import { ByteReader, ByteWriter, CorruptChunkError } from "./bytes";
import { decodeIntegers, type EncodedColumn, encodeIntegers, encodeIntegersQuickly } from "./integers";
import { decodeValues, encodeValues, encodeValuesQuickly } from "./values";

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
 * A chunk: format 1, CRC-32 of the rest (little-endian), count, then sections in fixed order (iter, timestamp, value,
 * attributes as JSON, attribute of each point or an empty section): encoding, length, bytes; encodings are varints,
 * length and bytes as told by it. An encoding with `deflated` added is compressed; its uncompressed bytes decode.
 */
const format = 1;
const deflated = 0x10;
const headerLength = 5;
const json = 0;
const deflate = promisify(deflateRaw);

function assemble(count: number, sections: readonly EncodedColumn[]): Buffer {
  const writer = new ByteWriter(64 + sections.reduce((sum, { bytes }) => sum + bytes.length + 6, 0));
  writer.bytes(new Uint8Array(headerLength));
  writer.varint(count);
  for (const { encoding, bytes } of sections) {
    writer.byte(encoding);
    writer.varint(bytes.length);
    writer.bytes(bytes);
  }
  const bytes = writer.finish();
  const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  chunk[0] = format;
  chunk.writeUInt32LE(crc32(chunk.subarray(headerLength)), 1);
  return chunk;
}

const attributesSection = (attributes: readonly Attributes[]): EncodedColumn => ({
  encoding: json,
  bytes: Buffer.from(JSON.stringify(attributes)),
});

/** For ingest: small and cheap, no compression. */
export function encodeChunkQuickly(points: Points): Buffer {
  return assemble(points.iter.length, [
    encodeIntegersQuickly(points.iter),
    encodeIntegersQuickly(points.timestamp),
    encodeValuesQuickly(points.value),
    attributesSection(points.attributes),
    points.attribute ? encodeIntegersQuickly(points.attribute) : { encoding: json, bytes: new Uint8Array(0) },
  ]);
}

async function smallest(candidates: readonly EncodedColumn[]): Promise<EncodedColumn> {
  let best: EncodedColumn | undefined;
  for (const candidate of candidates) {
    const packed = candidate.bytes.length > 64 ? await deflate(candidate.bytes, { level: 9 }) : candidate.bytes;
    const isSmaller = packed.length < candidate.bytes.length;
    const offer = isSmaller ? { encoding: candidate.encoding | deflated, bytes: packed } : candidate;
    if (!best || offer.bytes.length < best.bytes.length) best = offer;
  }
  if (!best) throw new Error("no candidate");
  return best;
}

/** For compaction: the smallest that the encodings and deflate give. */
export async function encodeChunk(points: Points): Promise<Buffer> {
  return assemble(points.iter.length, [
    await smallest(encodeIntegers(points.iter)),
    await smallest(encodeIntegers(points.timestamp)),
    await smallest(encodeValues(points.value)),
    await smallest([attributesSection(points.attributes)]),
    points.attribute ? await smallest(encodeIntegers(points.attribute)) : { encoding: json, bytes: new Uint8Array(0) },
  ]);
}

/**
 * The points of a chunk of either making.
 * @throws CorruptChunkError when a byte is not what was written.
 */
export function decodeChunk(chunk: Buffer): Points {
  if (chunk.length <= headerLength || chunk[0] !== format) throw new CorruptChunkError("not a chunk of a known format");
  const body = chunk.subarray(headerLength);
  if (crc32(body) !== chunk.readUInt32LE(1)) throw new CorruptChunkError("a chunk's checksum does not fit its bytes");
  const reader = new ByteReader(body);
  const count = reader.varint();
  const section = (): EncodedColumn => {
    const encoding = reader.byte();
    const bytes = reader.bytes(reader.varint());
    return encoding & deflated ? { encoding: encoding - deflated, bytes: inflateRawSync(bytes) } : { encoding, bytes };
  };
  const iter = section();
  const timestamp = section();
  const value = section();
  const attributes = section();
  const attribute = section();
  return {
    iter: decodeIntegers(iter.encoding, iter.bytes, count),
    timestamp: decodeIntegers(timestamp.encoding, timestamp.bytes, count),
    value: decodeValues(value.encoding, value.bytes, count),
    attributes: JSON.parse(Buffer.from(attributes.bytes).toString()) as Attributes[],
    attribute: attribute.bytes.length > 0 ? decodeIntegers(attribute.encoding, attribute.bytes, count) : null,
  };
}
