import { endianness } from "node:os";

if (endianness() !== "LE") throw new Error("the event store's columns are little-endian; this machine is not");

/** The stored bytes are not what was written. */
export class CorruptChunkError extends Error {
  override readonly name = "CorruptChunkError";
}

/** A growing byte buffer with the few forms that columns need. */
export class ByteWriter {
  #bytes: Uint8Array;
  length = 0;

  constructor(capacity = 256) {
    this.#bytes = new Uint8Array(capacity);
  }

  #reserve(size: number): void {
    if (this.length + size <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.length + size));
    grown.set(this.#bytes.subarray(0, this.length));
    this.#bytes = grown;
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.length++] = value;
  }

  bytes(source: Uint8Array): void {
    this.#reserve(source.length);
    this.#bytes.set(source, this.length);
    this.length += source.length;
  }

  /** LEB128 of a non-negative safe integer. */
  varint(value: number): void {
    this.#reserve(8);
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.length++] = (rest % 0x80) | 0x80;
      rest = rest < 0x80000000 ? rest >>> 7 : Math.floor(rest / 0x80);
    }
    this.#bytes[this.length++] = rest;
  }

  doubles(values: Float64Array): void {
    this.bytes(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }

  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }
}

/** Reads what ByteWriter wrote; past the end is a CorruptChunkError. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    // A Buffer's slice() is no copy; a plain view's is.
    this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get done(): boolean {
    return this.#offset >= this.#bytes.length;
  }

  byte(): number {
    const value = this.#bytes[this.#offset++];
    if (value === undefined) throw new CorruptChunkError("a column ends too early");
    return value;
  }

  bytes(length: number): Uint8Array {
    const end = this.#offset + length;
    if (end > this.#bytes.length) throw new CorruptChunkError("a column ends too early");
    const part = this.#bytes.subarray(this.#offset, end);
    this.#offset = end;
    return part;
  }

  varint(): number {
    const first = this.byte();
    if (first < 0x80) return first;
    let value = first - 0x80;
    let unit = 0x80;
    for (;;) {
      const next = this.byte();
      value += (next & 0x7f) * unit;
      if (next < 0x80) break;
      unit *= 0x80;
      if (unit > Number.MAX_SAFE_INTEGER) throw new CorruptChunkError("a number does not end");
    }
    return value;
  }

  doubles(count: number): Float64Array {
    const copy = this.bytes(count * 8).slice();
    return new Float64Array(copy.buffer, 0, count);
  }
}

/** Bytes transposed: all first bytes of `width`-byte items, then all second bytes, …: like next to like compresses. */
export function shuffle(source: Uint8Array, width: number): Uint8Array {
  const count = source.length / width;
  const target = new Uint8Array(source.length);
  for (let plane = 0; plane < width; plane++) {
    const start = plane * count;
    for (let item = 0, from = plane; item < count; item++, from += width) target[start + item] = source[from] as number;
  }
  return target;
}

/** The reverse of `shuffle`. */
export function unshuffle(source: Uint8Array, width: number): Uint8Array {
  const count = source.length / width;
  const target = new Uint8Array(source.length);
  for (let plane = 0; plane < width; plane++) {
    const start = plane * count;
    for (let item = 0, to = plane; item < count; item++, to += width) target[to] = source[start + item] as number;
  }
  return target;
}
