import { type ByteReader, ByteWriter, CorruptDataError } from "./bytes";
import { readIntegers, writeIntegers } from "./integers";
import { readWords, writeWords } from "./planes";
import {
  addUp,
  basesOf,
  copyWords,
  floatsOf,
  framesOf,
  fromRanks,
  fromZigzag,
  meanBits,
  shiftFrames,
  subtract,
  toRanks,
  toZigzag,
  type Words,
  wordsOf,
} from "./ranks";
import { bestSplit, readSplit, type Split, writeSplit } from "./split";

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
  splitSingles: 10,
  splitDoubles: 11,
} as const;

const maxDecimals = 12;
/** Within it a quotient by a power of ten is the double nearest to that decimal number. */
const maxDecimalInteger = 2 ** 51;
/** Values that are looked at to see whether they repeat. */
const repeatsSampled = 1024;
/** Bytes of a form that need no other to be tried. */
const tiny = 32;

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

/**
 * What the words of the split forms are, after the number of it. Stored: never renumber.
 * ranks · frames: their distances to a base for each frame, which comes first · differences of ranks by their order.
 */
const FORMS = { ranks: 0, differences: 1, secondDifferences: 2, thirdDifferences: 3, frames: 4 } as const;
const maxOrder = FORMS.thirdDifferences;

interface Form {
  readonly form: number;
  readonly words: Words;
  readonly split: Split;
  readonly bases?: Float64Array;
}

/** Differences of the order that leaves least. */
function differencesForm(ranks: Words): Form {
  let best = { form: 0, words: ranks, bits: Number.POSITIVE_INFINITY };
  const differences = copyWords(ranks);
  for (let form = 1; form <= maxOrder; form++) {
    subtract(differences);
    const words = copyWords(differences);
    toZigzag(words);
    const bits = meanBits(words);
    if (bits < best.bits) best = { form, words, bits };
  }
  return { ...best, split: bestSplit(best.words) };
}

function framesForm(ranks: Words): Form {
  const words = copyWords(ranks);
  const bases = basesOf(words);
  shiftFrames(words, bases, -1);
  return { form: FORMS.frames, words, bases, split: bestSplit(words) };
}

async function splitForm(values: Float64Array, singles: Float32Array | undefined): Promise<Uint8Array> {
  const ranks = wordsOf(values, singles);
  toRanks(ranks);
  const plain: Form = { form: FORMS.ranks, words: ranks, split: bestSplit(ranks) };
  const forms = [plain, framesForm(ranks), differencesForm(ranks)];
  const best = forms.reduce((one, other) => (other.split.bits < one.split.bits ? other : one));
  const writer = new ByteWriter(values.length * 4 + 64);
  writer.byte(singles ? WAYS.splitSingles : WAYS.splitDoubles);
  writer.byte(best.form);
  let before = 0;
  for (const base of best.bases ?? []) {
    writer.signed(base - before);
    before = base;
  }
  await writeSplit(writer, best.words, best.split);
  return writer.finish();
}

function readBases(reader: ByteReader, count: number): Float64Array {
  const bases = new Float64Array(framesOf(count));
  for (let frame = 0, base = 0; frame < bases.length; frame++) {
    base += reader.signed();
    bases[frame] = base;
  }
  return bases;
}

function readSplitForm(reader: ByteReader, count: number, width: 32 | 64): Float64Array {
  const form = reader.byte();
  if (form > FORMS.frames) throw new CorruptDataError(`unknown form of floats ${form}`);
  const bases = form === FORMS.frames ? readBases(reader, count) : undefined;
  const words = readSplit(reader, count, width);
  if (bases) shiftFrames(words, bases, 1);
  else if (form > 0) {
    fromZigzag(words);
    for (let order = 0; order < form; order++) addUp(words);
  }
  fromRanks(words);
  return floatsOf(words);
}

/** Whether values that came before come again, so that a compressor of repetitions is worth its time. */
function hasRepeats(values: Float64Array): boolean {
  const step = Math.max(1, Math.floor(values.length / repeatsSampled));
  const seen = new Set<number>();
  let count = 0;
  for (let index = 0; index < values.length; index += step, count++) seen.add(values[index] as number);
  return seen.size < count * 0.9;
}

async function wordsForm(values: Float64Array, singles: Float32Array | undefined): Promise<Uint8Array> {
  const writer = new ByteWriter(values.length * 4);
  writer.byte(singles ? WAYS.singleWords : WAYS.doubleWords);
  await writeWords(writer, wordsOf(values, singles), true);
  return writer.finish();
}

async function decimalsForm(values: Float64Array): Promise<Uint8Array | undefined> {
  const decimals = asDecimals(values);
  if (!decimals) return undefined;
  const writer = new ByteWriter();
  writer.byte(WAYS.decimals);
  writer.byte(decimals.exponent);
  await writeIntegers(writer, decimals.integers);
  return writer.finish();
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
  const decimals = await decimalsForm(values);
  if (decimals && decimals.length <= tiny) {
    writer.bytes(decimals);
    return;
  }
  const singles = asSingles(values);
  const [split, words] = await Promise.all([
    splitForm(values, singles),
    hasRepeats(values) ? wordsForm(values, singles) : undefined,
  ]);
  const forms = [split, words, decimals].filter((form) => form !== undefined);
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
  return floatsOf(words);
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
    case WAYS.splitSingles:
      return readSplitForm(reader, count, 32);
    case WAYS.splitDoubles:
      return readSplitForm(reader, count, 64);
    default:
      throw new CorruptDataError(`unknown way of floats ${way}`);
  }
}
