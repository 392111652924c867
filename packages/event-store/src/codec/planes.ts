import { promisify } from "node:util";
import { deflateRaw, deflateRawSync, inflateRawSync } from "node:zlib";
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
/** Higher levels gain nothing on planes. */
const level = 4;
const deflateAside = promisify(deflateRaw);

function plane(words: Uint32Array, shift: number): Uint8Array {
  const bytes = new Uint8Array(words.length);
  for (let index = 0; index < words.length; index++) bytes[index] = (words[index] as number) >>> shift;
  return bytes;
}

function isConstant(bytes: Uint8Array): boolean {
  const first = bytes[0];
  for (let index = 1; index < bytes.length; index++) if (bytes[index] !== first) return false;
  return true;
}

async function packPlane(bytes: Uint8Array): Promise<{ readonly mode: number; readonly bytes: Uint8Array }> {
  if (isConstant(bytes)) return { mode: PLANES.constant, bytes: bytes.subarray(0, 1) };
  if (bytes.length < deflateFrom) return { mode: PLANES.plain, bytes };
  const packed =
    bytes.length < deflateAsideFrom ? deflateRawSync(bytes, { level }) : await deflateAside(bytes, { level });
  return packed.length < bytes.length ? { mode: PLANES.deflated, bytes: packed } : { mode: PLANES.plain, bytes };
}

/** Columns of 32-bit words, one behind the other. */
export async function writeWords(writer: ByteWriter, columns: readonly Uint32Array[]): Promise<void> {
  const planes = columns.flatMap((words) => [0, 8, 16, 24].map((shift) => packPlane(plane(words, shift))));
  for (const { mode, bytes } of await Promise.all(planes)) {
    writer.byte(mode);
    if (mode === PLANES.deflated) writer.sized(bytes);
    else writer.bytes(bytes);
  }
}

function readPlane(reader: ByteReader, count: number): Uint8Array | number {
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
