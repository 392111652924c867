import { ByteReader, ByteWriter, CorruptChunkError, shuffle, unshuffle } from "./bytes";
import { decodeIntegers, type EncodedColumn, encodeIntegers } from "./integers";

/**
 * How a column of 64-bit floats is written; all give back the same bits (any NaN comes back as NaN). Stored in
 * chunks: never renumber.
 * constant: one double · double, single: as they are (single only when each value is one) · …Planes: byte planes ·
 * …XorPlanes: byte planes of each value xor the one before · decimal: integers over a power of ten.
 */
export const VALUES = {
  constant: 0,
  double: 1,
  single: 2,
  doublePlanes: 3,
  singlePlanes: 4,
  doubleXorPlanes: 5,
  singleXorPlanes: 6,
  decimal: 7,
} as const;

const maxDecimals = 12;
/** Within it a quotient by a power of ten is the double nearest to that decimal number. */
const maxDecimalInteger = 2 ** 51;

const bytesOf = (values: Float64Array | Float32Array | Uint32Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

function isConstant(values: Float64Array): boolean {
  for (let index = 1; index < values.length; index++) if (!Object.is(values[index], values[0])) return false;
  return true;
}

/** The values as 32-bit floats, if each of them is one (NaN and -0 included). */
function asSingles(values: Float64Array): Float32Array | undefined {
  const singles = new Float32Array(values.length);
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number;
    singles[index] = value;
    if (singles[index] !== value && value === value) return undefined;
  }
  return singles;
}

/** Integers and the power of ten that divides them, if the values are short decimal numbers. */
function asDecimals(values: Float64Array): { readonly exponent: number; readonly integers: Float64Array } | undefined {
  const integers = new Float64Array(values.length);
  let exponent = 0;
  let index = 0;
  while (index < values.length) {
    const value = values[index] as number;
    // As an integer, -0 would lose its sign.
    if (!Number.isFinite(value) || Object.is(value, -0)) return undefined;
    const scale = 10 ** exponent;
    const integer = Math.round(value * scale);
    if (Math.abs(integer) < maxDecimalInteger && Object.is(integer / scale, value)) {
      integers[index++] = integer;
    } else {
      if (++exponent > maxDecimals) return undefined;
      index = 0;
    }
  }
  return { exponent, integers };
}

/** Each 32-bit word xor the one `stride` words before. */
function xorWithPrevious(source: Uint8Array, stride: number): Uint8Array {
  const words = new Uint32Array(source.slice().buffer);
  for (let index = words.length - 1; index >= stride; index--) {
    words[index] = (words[index] as number) ^ (words[index - stride] as number);
  }
  return bytesOf(words);
}

function undoXor(source: Uint8Array, stride: number): Uint8Array {
  const words = new Uint32Array(source.buffer, source.byteOffset, source.byteLength / 4);
  for (let index = stride; index < words.length; index++) {
    words[index] = (words[index] as number) ^ (words[index - stride] as number);
  }
  return source;
}

/** The cheap way of ingest: constant, 32-bit or 64-bit floats. */
export function encodeValuesQuickly(values: Float64Array): EncodedColumn {
  if (isConstant(values)) return { encoding: VALUES.constant, bytes: bytesOf(values.slice(0, 1)) };
  const singles = asSingles(values);
  if (singles) return { encoding: VALUES.single, bytes: bytesOf(singles) };
  return { encoding: VALUES.double, bytes: bytesOf(values) };
}

/** Every way that is worth compressing to find the smallest. */
export function encodeValues(values: Float64Array): EncodedColumn[] {
  if (isConstant(values)) return [{ encoding: VALUES.constant, bytes: bytesOf(values.slice(0, 1)) }];
  const candidates: EncodedColumn[] = [];
  const decimals = asDecimals(values);
  for (const integers of decimals ? encodeIntegers(decimals.integers) : []) {
    const writer = new ByteWriter(integers.bytes.length + 2);
    writer.byte(decimals?.exponent ?? 0);
    writer.byte(integers.encoding);
    writer.bytes(integers.bytes);
    candidates.push({ encoding: VALUES.decimal, bytes: writer.finish() });
  }
  const singles = asSingles(values);
  const bytes = bytesOf(singles ?? values);
  const width = singles ? 4 : 8;
  candidates.push(
    { encoding: singles ? VALUES.singlePlanes : VALUES.doublePlanes, bytes: shuffle(bytes, width) },
    {
      encoding: singles ? VALUES.singleXorPlanes : VALUES.doubleXorPlanes,
      bytes: shuffle(xorWithPrevious(bytes, width / 4), width),
    },
  );
  return candidates;
}

/** @throws CorruptChunkError */
export function decodeValues(encoding: number, bytes: Uint8Array, count: number): Float64Array {
  const reader = new ByteReader(bytes);
  switch (encoding) {
    case VALUES.constant:
      return new Float64Array(count).fill(count > 0 ? (reader.doubles(1)[0] as number) : 0);
    case VALUES.double:
      return reader.doubles(count);
    case VALUES.single:
      return fromSingles(reader.bytes(count * 4).slice());
    case VALUES.doublePlanes:
      return fromDoubles(unshuffle(reader.bytes(count * 8), 8));
    case VALUES.singlePlanes:
      return fromSingles(unshuffle(reader.bytes(count * 4), 4));
    case VALUES.doubleXorPlanes:
      return fromDoubles(undoXor(unshuffle(reader.bytes(count * 8), 8), 2));
    case VALUES.singleXorPlanes:
      return fromSingles(undoXor(unshuffle(reader.bytes(count * 4), 4), 1));
    case VALUES.decimal: {
      const scale = 10 ** reader.byte();
      const values = decodeIntegers(reader.byte(), bytes.subarray(2), count);
      for (let index = 0; index < count; index++) values[index] = (values[index] as number) / scale;
      return values;
    }
    default:
      throw new CorruptChunkError(`unknown value encoding ${encoding}`);
  }
}

const fromDoubles = (bytes: Uint8Array): Float64Array => new Float64Array(bytes.buffer, 0, bytes.byteLength / 8);

const fromSingles = (bytes: Uint8Array): Float64Array =>
  Float64Array.from(new Float32Array(bytes.buffer, 0, bytes.byteLength / 4));
