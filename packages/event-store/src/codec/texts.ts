import { promisify } from "node:util";
import {
  type BrotliOptions,
  brotliCompress,
  brotliCompressSync,
  brotliDecompressSync,
  constants,
  deflateRawSync,
  inflateRawSync,
} from "node:zlib";
import { type ByteReader, type ByteWriter, CorruptDataError } from "./bytes";
import { FIGURE_WORDS } from "./figures";
import { readIntegers, writeIntegers, writeIntegersQuickly } from "./integers";

/** How a text is kept. Stored: never renumber. */
const WAYS = { plain: 0, brotli: 1, figure: 2 } as const;

/** Below this a compressor only adds. */
const compressFrom = 64;
/** Ingest leaves short texts to compaction. */
const compressQuicklyFrom = 1024;
/** Up to this handing over to another thread costs more than it saves. */
const compressAsideFrom = 16 * 1024;
const compressAside = promisify<Uint8Array, BrotliOptions, Buffer>(brotliCompress);

/** Qualities 4 and 5 are as fast as deflate's 6 and make less of it; more takes much longer for nothing. */
function options(size: number, quality: 4 | 5): BrotliOptions {
  return {
    params: {
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_QUALITY]: quality,
      [constants.BROTLI_PARAM_SIZE_HINT]: size,
    },
  };
}

async function compress(bytes: Uint8Array, quality: 4 | 5): Promise<Uint8Array> {
  const how = options(bytes.length, quality);
  return bytes.length < compressAsideFrom ? brotliCompressSync(bytes, how) : await compressAside(bytes, how);
}

/** UTF-8, compressed where that makes it smaller; `quickly` for ingest. */
export async function writeText(writer: ByteWriter, text: string | Uint8Array, quickly: boolean): Promise<void> {
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  if (bytes.length >= (quickly ? compressQuicklyFrom : compressFrom)) {
    const packed = await compress(bytes, quickly ? 4 : 5);
    if (packed.length < bytes.length) {
      writer.byte(WAYS.brotli);
      return writer.sized(packed);
    }
  }
  writer.byte(WAYS.plain);
  writer.sized(bytes);
}

/**
 * A figure's JSON. A small one repeats little within itself and much of each other, so it is deflated with a dictionary of what
 * figures are made of, which is as fast as anything else; a large one is {@link writeText}'s.
 */
export async function writeFigure(writer: ByteWriter, text: string): Promise<void> {
  const bytes = Buffer.from(text);
  if (bytes.length >= compressAsideFrom) return writeText(writer, bytes, true);
  const packed = deflateRawSync(bytes, { level: 6, dictionary: FIGURE_WORDS });
  const isSmaller = packed.length < bytes.length;
  writer.byte(isSmaller ? WAYS.figure : WAYS.plain);
  writer.sized(isSmaller ? packed : bytes);
}

/** {@link writeText} without compression and without waiting. */
export function writePlainText(writer: ByteWriter, text: string): void {
  writer.byte(WAYS.plain);
  writer.sized(Buffer.from(text));
}

function readBytes(reader: ByteReader): Buffer {
  const way = reader.byte();
  const bytes = reader.sized();
  if (way === WAYS.brotli) return brotliDecompressSync(bytes);
  if (way === WAYS.figure) return inflateRawSync(bytes, { dictionary: FIGURE_WORDS });
  if (way === WAYS.plain) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  throw new CorruptDataError(`unknown way of a text ${way}`);
}

/** @throws CorruptDataError */
export const readText = (reader: ByteReader): string => readBytes(reader).toString();

/** A column of texts: their lengths in bytes, then all of them as one text. */
export async function writeTexts(writer: ByteWriter, texts: readonly string[], quickly: boolean): Promise<void> {
  // One by one: joined first, halves of surrogate pairs could meet.
  const parts = texts.map((text) => Buffer.from(text));
  const lengths = Float64Array.from(parts, ({ length }) => length);
  if (quickly) writeIntegersQuickly(writer, lengths);
  else await writeIntegers(writer, lengths);
  await writeText(writer, Buffer.concat(parts), quickly);
}

/** @throws CorruptDataError */
export function readTexts(reader: ByteReader, count: number): string[] {
  const lengths = readIntegers(reader, count);
  const bytes = readBytes(reader);
  const texts: string[] = [];
  let start = 0;
  for (const length of lengths) {
    texts.push(bytes.toString("utf8", start, start + length));
    start += length;
  }
  if (start !== bytes.length) throw new CorruptDataError("texts and their lengths do not fit");
  return texts;
}
