import { type ByteReader, type ByteWriter, CorruptDataError } from "./bytes";
import { packPlane, readPlane, writePlane } from "./planes";
import type { Words } from "./ranks";

/*
 * Words whose lowest bits, up to seven, lie packed by themselves before the byte planes of the others: the border between
 * noise, which nothing makes smaller, and the bits that a code does is then where it is best, not only between two bytes.
 */

/** Words that are looked at to find the border. */
const sampled = 2048;

/** The byte of words at these bits. */
function byteAt([low, high]: Words, shift: number, index: number): number {
  const below = low[index] as number;
  if (!high) return (below >>> shift) & 0xff;
  const above = high[index] as number;
  if (shift >= 32) return (above >>> (shift - 32)) & 0xff;
  return shift <= 24 ? (below >>> shift) & 0xff : ((below >>> shift) | (above << (32 - shift))) & 0xff;
}

const shiftsOf = (border: number, width: number): number[] =>
  Array.from({ length: width / 8 }, (_, plane) => border + 8 * plane).filter((shift) => shift < width);

function plane(words: Words, shift: number): Uint8Array {
  const bytes = new Uint8Array(words[0].length);
  for (let index = 0; index < bytes.length; index++) bytes[index] = byteAt(words, shift, index);
  return bytes;
}

/** About how many bits a word of a plane takes in a code of its bytes; of `length` words these are a sample. */
function bitsOfPlane(sample: Words, shift: number, length: number, histogram: Uint32Array): number {
  const count = sample[0].length;
  histogram.fill(0);
  for (let index = 0; index < count; index++) {
    const byte = byteAt(sample, shift, index);
    histogram[byte] = (histogram[byte] as number) + 1;
  }
  let bits = 0;
  let distinct = 0;
  for (const times of histogram) {
    if (times === 0) continue;
    distinct++;
    bits += times * Math.log2(count / times);
  }
  if (distinct === 1) return 0;
  // What a small sample misses (Miller and Madow), and the code's table of some four bits a byte.
  return Math.min(8, (bits + (distinct - 1) / (2 * Math.LN2)) / count + (4 * distinct) / length);
}

/** Where to split words. */
export interface Split {
  /** Low bits that lie apart, 0…7. */
  readonly border: number;
  /** About how many bits a word takes then. */
  readonly bits: number;
}

/** The split that makes the least of the words. */
export function bestSplit(words: Words): Split {
  const { length } = words[0];
  const step = Math.max(1, Math.floor(length / sampled));
  const pick = (column: Uint32Array) => column.filter((_word, index) => index % step === 0);
  const sample: Words = words.length === 1 ? [pick(words[0])] : [pick(words[0]), pick(words[1])];
  const histogram = new Uint32Array(256);
  let best: Split = { border: 0, bits: Number.POSITIVE_INFINITY };
  for (let border = 0; border < 8; border++) {
    let bits = border;
    for (const shift of shiftsOf(border, 32 * words.length)) bits += bitsOfPlane(sample, shift, length, histogram);
    if (bits < best.bits) best = { border, bits };
  }
  return best;
}

function packBits(words: Uint32Array, width: number): Uint8Array {
  const bytes = new Uint8Array(Math.ceil((words.length * width) / 8));
  const mask = (1 << width) - 1;
  let waiting = 0;
  let bits = 0;
  let at = 0;
  for (let index = 0; index < words.length; index++) {
    waiting |= ((words[index] as number) & mask) << bits;
    bits += width;
    if (bits < 8) continue;
    bytes[at++] = waiting;
    waiting >>>= 8;
    bits -= 8;
  }
  if (bits > 0) bytes[at] = waiting;
  return bytes;
}

function unpackBits(bytes: Uint8Array, width: number, words: Uint32Array): void {
  const mask = (1 << width) - 1;
  let waiting = 0;
  let bits = 0;
  let at = 0;
  for (let index = 0; index < words.length; index++) {
    if (bits < width) {
      waiting |= (bytes[at++] as number) << bits;
      bits += 8;
    }
    words[index] = waiting & mask;
    waiting >>>= width;
    bits -= width;
  }
}

/** Words of 32 bits, or of 64. */
export async function writeSplit(writer: ByteWriter, words: Words, { border }: Split): Promise<void> {
  writer.byte(border);
  if (border > 0) writer.bytes(packBits(words[0], border));
  const planes = shiftsOf(border, 32 * words.length).map((shift) => packPlane(plane(words, shift)));
  for (const packed of await Promise.all(planes)) writePlane(writer, packed);
}

/** Adds the bytes of a plane to words. */
function addPlane([low, high]: Words, shift: number, bytes: Uint8Array | number): void {
  const { length } = low;
  const byte = typeof bytes === "number" ? bytes : 0;
  if (bytes === 0) return;
  const plane = typeof bytes === "number" ? new Uint8Array(length).fill(byte) : bytes;
  if (shift < 32) {
    for (let index = 0; index < length; index++) {
      low[index] = (low[index] as number) | ((plane[index] as number) << shift);
    }
  }
  if (!high || shift <= 24) return;
  if (shift >= 32) {
    for (let index = 0; index < length; index++) {
      high[index] = (high[index] as number) | ((plane[index] as number) << (shift - 32));
    }
  } else {
    for (let index = 0; index < length; index++) {
      high[index] = (high[index] as number) | ((plane[index] as number) >>> (32 - shift));
    }
  }
}

/** `count` words of 32 bits, or of 64. @throws CorruptDataError */
export function readSplit(reader: ByteReader, count: number, width: 32 | 64): Words {
  const words: Words = width === 32 ? [new Uint32Array(count)] : [new Uint32Array(count), new Uint32Array(count)];
  const border = reader.byte();
  if (border > 7) throw new CorruptDataError(`words with ${border} bits apart`);
  if (border > 0) unpackBits(reader.bytes(Math.ceil((count * border) / 8)), border, words[0]);
  for (const shift of shiftsOf(border, width)) addPlane(words, shift, readPlane(reader, count));
  return words;
}
