import { crc32 } from "node:zlib";
import { ByteReader, ByteWriter, CorruptDataError } from "./bytes";

/** What sealed bytes hold. Stored: never renumber; another layout is another number. */
export const FORMATS = { points: 1, lines: 2, body: 3, index: 4, bins: 5 } as const;

const headerLength = 5;

/** A writer with room for the seal. */
export function openSeal(capacity = 256): ByteWriter {
  const writer = new ByteWriter(headerLength + capacity);
  writer.bytes(new Uint8Array(headerLength));
  return writer;
}

/** Format and CRC-32 (little-endian) go before what was written since `openSeal`. */
export function closeSeal(writer: ByteWriter, format: number): Buffer {
  const bytes = writer.finish();
  const sealed = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  sealed[0] = format;
  sealed.writeUInt32LE(crc32(sealed.subarray(headerLength)), 1);
  return sealed;
}

/** @throws CorruptDataError when it is something else or a byte has changed. */
export function breakSeal(sealed: Buffer, format: number): ByteReader {
  if (sealed.length < headerLength || sealed[0] !== format) throw new CorruptDataError("not of the format expected");
  const content = sealed.subarray(headerLength);
  if (crc32(content) !== sealed.readUInt32LE(1)) throw new CorruptDataError("the checksum does not fit the bytes");
  // A Buffer's slice() is no copy; a plain view's is.
  return new ByteReader(new Uint8Array(content.buffer, content.byteOffset, content.byteLength));
}
