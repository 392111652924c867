import { promisify } from "node:util";
import { constants, deflateRaw, deflateRawSync, inflateRawSync, type ZlibOptions } from "node:zlib";
import { type ByteReader, type ByteWriter, CorruptDataError } from "./bytes";

/*
 * A column of 32-bit words is kept as four byte planes: all lowest bytes, then all second ones, and so on. In the words
 * of a noisy curve the low bytes are noise, which nothing makes smaller, and the high ones nearly constant; apart from
 * each other each is kept in its own best way.
 */
const PLANES = { constant: 0, plain: 1, deflated: 2 } as const;

/** Below this a compressor only adds. */
const deflateFrom = 24;
/** Up to this handing over to another thread costs more than it saves. */
const deflateAsideFrom = 2048;
const deflateAside = promisify<Uint8Array, ZlibOptions, Buffer>(deflateRaw);
/** Bits a byte, from which on repetitions are chance: a code of the bytes alone makes less of them, and from the second on nothing does. */
const codeFrom = 5;
const plainFrom = 7.95;

/** A plane as it is kept. */
export interface PackedPlane {
  readonly mode: number;
  readonly bytes: Uint8Array;
}

function plane(words: Uint32Array, shift: number): Uint8Array {
  const bytes = new Uint8Array(words.length);
  for (let index = 0; index < words.length; index++) bytes[index] = (words[index] as number) >>> shift;
  return bytes;
}

/** Bits a byte in the best code of the bytes alone; 0: they are all the same. */
function entropy(bytes: Uint8Array): number {
  const histogram = new Uint32Array(256);
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] as number;
    histogram[byte] = (histogram[byte] as number) + 1;
  }
  let bits = 0;
  for (const times of histogram) if (times > 0) bits += times * Math.log2(bytes.length / times);
  return bits / Math.max(1, bytes.length);
}

/** @param repeats of several bytes are likely, so that all is to be tried */
export async function packPlane(bytes: Uint8Array, repeats = false): Promise<PackedPlane> {
  const bits = entropy(bytes);
  if (bits === 0) return { mode: PLANES.constant, bytes: bytes.subarray(0, 1) };
  const plain = { mode: PLANES.plain, bytes };
  if (bytes.length < deflateFrom || (bits > plainFrom && !repeats)) return plain;
  // Higher levels gain nothing on planes.
  const options = bits > codeFrom && !repeats ? { strategy: constants.Z_HUFFMAN_ONLY } : { level: 4 };
  const packed = bytes.length < deflateAsideFrom ? deflateRawSync(bytes, options) : await deflateAside(bytes, options);
  return packed.length < bytes.length ? { mode: PLANES.deflated, bytes: packed } : plain;
}

export function writePlane(writer: ByteWriter, { mode, bytes }: PackedPlane): void {
  writer.byte(mode);
  if (mode === PLANES.deflated) writer.sized(bytes);
  else writer.bytes(bytes);
}

/** Columns of 32-bit words, one behind the other. */
export async function writeWords(writer: ByteWriter, columns: readonly Uint32Array[], repeats = false): Promise<void> {
  const planes = columns.flatMap((words) => [0, 8, 16, 24].map((shift) => packPlane(plane(words, shift), repeats)));
  for (const packed of await Promise.all(planes)) writePlane(writer, packed);
}

/** One plane of `count` bytes; a number: all are that one. @throws CorruptDataError */
export function readPlane(reader: ByteReader, count: number): Uint8Array | number {
  const mode = reader.byte();
  if (mode === PLANES.constant) return count > 0 ? reader.byte() : 0;
  if (mode === PLANES.plain) return reader.bytes(count);
  if (mode !== PLANES.deflated) throw new CorruptDataError(`unknown kind of plane ${mode}`);
  const bytes = inflateRawSync(reader.sized());
  if (bytes.length !== count) throw new CorruptDataError("a plane has not the length of its column");
  return bytes;
}

/** One column of `count` words. @throws CorruptDataError */
export function readWords(reader: ByteReader, count: number): Uint32Array {
  const words = new Uint32Array(count);
  for (const shift of [0, 8, 16, 24]) {
    const bytes = readPlane(reader, count);
    if (typeof bytes === "number") {
      if (bytes === 0) continue;
      const part = bytes << shift;
      for (let index = 0; index < count; index++) words[index] = (words[index] as number) | part;
    } else {
      for (let index = 0; index < count; index++) {
        words[index] = (words[index] as number) | ((bytes[index] as number) << shift);
      }
    }
  }
  return words;
}

/** Passes over one column. @throws CorruptDataError */
export function skipWords(reader: ByteReader, count: number): void {
  for (let plane = 0; plane < 4; plane++) {
    const mode = reader.byte();
    if (mode === PLANES.deflated) reader.sized();
    else if (mode === PLANES.plain) reader.bytes(count);
    else if (mode !== PLANES.constant) throw new CorruptDataError(`unknown kind of plane ${mode}`);
    else if (count > 0) reader.byte();
  }
}
