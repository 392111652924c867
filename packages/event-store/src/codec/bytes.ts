import { endianness } from "node:os";

if (endianness() !== "LE") throw new Error("the event store's columns are little-endian; this machine is not");

/** The stored bytes are not what was written. */
export class CorruptDataError extends Error {
  override readonly name = "CorruptDataError";
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
  unsigned(value: number): void {
    this.#reserve(8);
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.length++] = (rest % 0x80) | 0x80;
      rest = rest < 0x80000000 ? rest >>> 7 : Math.floor(rest / 0x80);
    }
    this.#bytes[this.length++] = rest;
  }

  /** Any safe integer: sign and six bits, then the rest as `unsigned`. */
  signed(value: number): void {
    const size = Math.abs(value);
    const head = (size % 0x40) | (value < 0 ? 0x40 : 0);
    if (size < 0x40) this.byte(head);
    else {
      this.byte(head | 0x80);
      this.unsigned(size < 0x80000000 ? size >>> 6 : Math.floor(size / 0x40));
    }
  }

  /** Bytes behind their length. */
  sized(source: Uint8Array): void {
    this.unsigned(source.length);
    this.bytes(source);
  }

  /** A view, valid until the next write. */
  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }
}

/** Reads what ByteWriter wrote; past the end is a CorruptDataError. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  byte(): number {
    const value = this.#bytes[this.#offset++];
    if (value === undefined) throw new CorruptDataError("a column ends too early");
    return value;
  }

  /** A view. */
  bytes(length: number): Uint8Array {
    const end = this.#offset + length;
    if (end > this.#bytes.length) throw new CorruptDataError("a column ends too early");
    const part = this.#bytes.subarray(this.#offset, end);
    this.#offset = end;
    return part;
  }

  unsigned(): number {
    const first = this.byte();
    if (first < 0x80) return first;
    let value = first - 0x80;
    let unit = 0x80;
    for (;;) {
      const next = this.byte();
      value += (next & 0x7f) * unit;
      if (next < 0x80) break;
      unit *= 0x80;
      if (unit > Number.MAX_SAFE_INTEGER) throw new CorruptDataError("a number does not end");
    }
    if (value > Number.MAX_SAFE_INTEGER) throw new CorruptDataError("a number is too large");
    return value;
  }

  signed(): number {
    const head = this.byte();
    const size = (head & 0x3f) + (head & 0x80 ? this.unsigned() * 0x40 : 0);
    if (size > Number.MAX_SAFE_INTEGER) throw new CorruptDataError("a number is too large");
    return head & 0x40 ? -size : size;
  }

  sized(): Uint8Array {
    return this.bytes(this.unsigned());
  }
}
