import { type ByteReader, ByteWriter, CorruptDataError } from "./bytes";
import { readIntegers, writeIntegers } from "./integers";
import { readWords, writeWords } from "./planes";

/**
 * How a column of 64-bit floats is written, after the number of its way; each gives back the same bits (of a NaN only
 * that it is one). Stored: never renumber.
 * constant: one double · doubles, singles: as they are (singles when each value is a 32-bit float) · …Words: byte
 * planes · …Differences, …SecondDifferences: byte planes of the differences of their ranks (see `rank32`) ·
 * decimals: integers over a power of ten.
 */
const WAYS = {
  constant: 0,
  doubles: 1,
  singles: 2,
  decimals: 3,
  singleWords: 4,
  singleDifferences: 5,
  singleSecondDifferences: 6,
  doubleWords: 7,
  doubleDifferences: 8,
  doubleSecondDifferences: 9,
} as const;

const maxDecimals = 12;
/** Within it a quotient by a power of ten is the double nearest to that decimal number. */
const maxDecimalInteger = 2 ** 51;
const signBit = 0x80000000;

const bytesOf = (values: Float64Array | Float32Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

function isConstant(values: Float64Array): boolean {
  for (let index = 1; index < values.length; index++) if (!Object.is(values[index], values[0])) return false;
  return true;
}

/** The values as 32-bit floats, if each of them is one. */
function asSingles(values: Float64Array): Float32Array | undefined {
  const singles = new Float32Array(values.length);
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number;
    singles[index] = value;
    if (singles[index] !== value && !Number.isNaN(value)) return undefined;
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

/*
 * The rank of a float is its place among all floats of its width: close values have close ranks, also across zero. All
 * arithmetic on ranks is modulo 2^32 or 2^64, so it can be undone whatever the values. 64-bit words are two columns of
 * halves, low and high.
 */
type Words = readonly [low: Uint32Array] | readonly [low: Uint32Array, high: Uint32Array];

function wordsOf(values: Float64Array, singles: Float32Array | undefined): Words {
  if (singles) return [new Uint32Array(singles.slice().buffer)];
  const bits = new Uint32Array(values.slice().buffer);
  const low = new Uint32Array(values.length);
  const high = new Uint32Array(values.length);
  for (let index = 0; index < values.length; index++) {
    low[index] = bits[2 * index] as number;
    high[index] = bits[2 * index + 1] as number;
  }
  return [low, high];
}

function toRanks([low, high]: Words): void {
  const signs = high ?? low;
  for (let index = 0; index < low.length; index++) {
    const isNegative = ((signs[index] as number) & signBit) !== 0;
    if (isNegative) low[index] = ~(low[index] as number);
    if (high) high[index] = isNegative ? ~(high[index] as number) : (high[index] as number) | signBit;
    else if (!isNegative) low[index] = (low[index] as number) | signBit;
  }
}

function fromRanks([low, high]: Words): void {
  const signs = high ?? low;
  for (let index = 0; index < low.length; index++) {
    const isNegative = ((signs[index] as number) & signBit) === 0;
    if (isNegative) low[index] = ~(low[index] as number);
    if (high) high[index] = isNegative ? ~(high[index] as number) : (high[index] as number) & ~signBit;
    else if (!isNegative) low[index] = (low[index] as number) & ~signBit;
  }
}

/** Each word, from the second on, becomes its difference to the one before. */
function subtract([low, high]: Words): void {
  for (let index = low.length - 1; index > 0; index--) {
    const difference = (low[index] as number) - (low[index - 1] as number);
    low[index] = difference;
    if (high) high[index] = (high[index] as number) - (high[index - 1] as number) - (difference < 0 ? 1 : 0);
  }
}

function addUp([low, high]: Words): void {
  for (let index = 1; index < low.length; index++) {
    const sum = (low[index] as number) + (low[index - 1] as number);
    low[index] = sum;
    if (high) high[index] = (high[index] as number) + (high[index - 1] as number) + (sum > 0xffffffff ? 1 : 0);
  }
}

/** Signed words as unsigned ones that are small when those are near zero: 0, -1, 1, -2 … */
function toZigzag([low, high]: Words): void {
  for (let index = 0; index < low.length; index++) {
    const sign = ((high ?? low)[index] as number) >> 31;
    const lowWord = low[index] as number;
    low[index] = (lowWord << 1) ^ sign;
    if (high) high[index] = (((high[index] as number) << 1) | (lowWord >>> 31)) ^ sign;
  }
}

function fromZigzag([low, high]: Words): void {
  for (let index = 0; index < low.length; index++) {
    const lowWord = low[index] as number;
    const sign = -(lowWord & 1);
    if (high) {
      const highWord = high[index] as number;
      low[index] = ((lowWord >>> 1) | (highWord << 31)) ^ sign;
      high[index] = (highWord >>> 1) ^ sign;
    } else low[index] = (lowWord >>> 1) ^ sign;
  }
}

async function packed(way: number, words: Words): Promise<Uint8Array> {
  const writer = new ByteWriter(words[0].length * 4);
  writer.byte(way);
  await writeWords(writer, words);
  return writer.finish();
}

/** The words, their differences and second differences, packed. */
async function packings(values: Float64Array, singles: Float32Array | undefined): Promise<Uint8Array[]> {
  const base = singles ? WAYS.singleWords : WAYS.doubleWords;
  const forms = [packed(base, wordsOf(values, singles))];
  for (const order of [1, 2]) {
    const words = wordsOf(values, singles);
    toRanks(words);
    for (let times = 0; times < order; times++) subtract(words);
    toZigzag(words);
    forms.push(packed(base + order, words));
  }
  return Promise.all(forms);
}

function writeConstant(writer: ByteWriter, values: Float64Array): boolean {
  if (!isConstant(values)) return false;
  writer.byte(WAYS.constant);
  writer.bytes(bytesOf(values.slice(0, 1)));
  return true;
}

/** The cheap form, for ingest. */
export function writeFloatsQuickly(writer: ByteWriter, values: Float64Array): void {
  if (writeConstant(writer, values)) return;
  const singles = asSingles(values);
  writer.byte(singles ? WAYS.singles : WAYS.doubles);
  writer.bytes(bytesOf(singles ?? values));
}

/** The smallest form, for compaction. */
export async function writeFloats(writer: ByteWriter, values: Float64Array): Promise<void> {
  if (writeConstant(writer, values)) return;
  const forms = await packings(values, asSingles(values));
  const decimals = asDecimals(values);
  if (decimals) {
    const form = new ByteWriter();
    form.byte(WAYS.decimals);
    form.byte(decimals.exponent);
    await writeIntegers(form, decimals.integers);
    forms.push(form.finish());
  }
  writer.bytes(forms.reduce((best, form) => (form.length < best.length ? form : best)));
}

function readPacked(reader: ByteReader, count: number, isSingle: boolean, order: number): Float64Array {
  const low = readWords(reader, count);
  const words: Words = isSingle ? [low] : [low, readWords(reader, count)];
  if (order > 0) {
    fromZigzag(words);
    for (let times = 0; times < order; times++) addUp(words);
    fromRanks(words);
  }
  const [, high] = words;
  if (!high) return Float64Array.from(new Float32Array(low.buffer));
  const bits = new Uint32Array(count * 2);
  for (let index = 0; index < count; index++) {
    bits[2 * index] = low[index] as number;
    bits[2 * index + 1] = high[index] as number;
  }
  return new Float64Array(bits.buffer);
}

/** A column of `count` floats in either form. @throws CorruptDataError */
export function readFloats(reader: ByteReader, count: number): Float64Array {
  const way = reader.byte();
  switch (way) {
    case WAYS.constant:
      if (count === 0) return new Float64Array(0);
      return new Float64Array(count).fill(new Float64Array(reader.bytes(8).slice().buffer)[0] as number);
    case WAYS.doubles:
      return new Float64Array(reader.bytes(count * 8).slice().buffer);
    case WAYS.singles:
      return Float64Array.from(new Float32Array(reader.bytes(count * 4).slice().buffer));
    case WAYS.decimals: {
      const scale = 10 ** reader.byte();
      return readIntegers(reader, count).map((integer) => integer / scale);
    }
    case WAYS.singleWords:
    case WAYS.singleDifferences:
    case WAYS.singleSecondDifferences:
      return readPacked(reader, count, true, way - WAYS.singleWords);
    case WAYS.doubleWords:
    case WAYS.doubleDifferences:
    case WAYS.doubleSecondDifferences:
      return readPacked(reader, count, false, way - WAYS.doubleWords);
    default:
      throw new CorruptDataError(`unknown way of floats ${way}`);
  }
}
